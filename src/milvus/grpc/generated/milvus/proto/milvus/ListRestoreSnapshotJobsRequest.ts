// Original file: proto/milvus.proto


export interface ListRestoreSnapshotJobsRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
}

export interface ListRestoreSnapshotJobsRequest__Output {
  'db_name': (string);
  'collection_name': (string);
}

// Original file: proto/milvus.proto


export interface RestoreSnapshotRequest {
  'name'?: (string);
  'db_name'?: (string);
  'collection_name'?: (string);
  'rewrite_data'?: (boolean);
  'target_db_name'?: (string);
  'target_collection_name'?: (string);
}

export interface RestoreSnapshotRequest__Output {
  'name': (string);
  'db_name': (string);
  'collection_name': (string);
  'rewrite_data': (boolean);
  'target_db_name': (string);
  'target_collection_name': (string);
}

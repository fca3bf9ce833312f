// Original file: proto/milvus.proto


export interface ListRefreshExternalCollectionJobsRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
}

export interface ListRefreshExternalCollectionJobsRequest__Output {
  'db_name': (string);
  'collection_name': (string);
}

// Original file: proto/milvus.proto


export interface GetLoadingProgressRequest {
  'collection_name'?: (string);
  'partition_names'?: (string)[];
  'db_name'?: (string);
}

export interface GetLoadingProgressRequest__Output {
  'collection_name': (string);
  'partition_names': (string)[];
  'db_name': (string);
}

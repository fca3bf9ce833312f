// Original file: proto/milvus.proto


export interface GetLoadStateRequest {
  'collection_name'?: (string);
  'partition_names'?: (string)[];
  'db_name'?: (string);
}

export interface GetLoadStateRequest__Output {
  'collection_name': (string);
  'partition_names': (string)[];
  'db_name': (string);
}

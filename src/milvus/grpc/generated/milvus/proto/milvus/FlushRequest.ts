// Original file: proto/milvus.proto


export interface FlushRequest {
  'db_name'?: (string);
  'collection_names'?: (string)[];
}

export interface FlushRequest__Output {
  'db_name': (string);
  'collection_names': (string)[];
}

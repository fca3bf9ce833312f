// Original file: proto/milvus.proto


export interface RefreshExternalCollectionRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'external_source'?: (string);
  'external_spec'?: (string);
}

export interface RefreshExternalCollectionRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'external_source': (string);
  'external_spec': (string);
}

// Original file: proto/milvus.proto


export interface LoadCollectionRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'replica_number'?: (number);
  'resource_groups'?: (string)[];
  'refresh'?: (boolean);
  'load_fields'?: (string)[];
  'skip_load_dynamic_field'?: (boolean);
  'load_params'?: ({[key: string]: string});
}

export interface LoadCollectionRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'replica_number': (number);
  'resource_groups': (string)[];
  'refresh': (boolean);
  'load_fields': (string)[];
  'skip_load_dynamic_field': (boolean);
  'load_params': ({[key: string]: string});
}

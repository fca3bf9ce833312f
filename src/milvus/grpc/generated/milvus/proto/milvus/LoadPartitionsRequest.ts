// Original file: proto/milvus.proto


export interface LoadPartitionsRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'partition_names'?: (string)[];
  'replica_number'?: (number);
  'resource_groups'?: (string)[];
  'refresh'?: (boolean);
  'load_fields'?: (string)[];
  'skip_load_dynamic_field'?: (boolean);
  'load_params'?: ({[key: string]: string});
}

export interface LoadPartitionsRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'partition_names': (string)[];
  'replica_number': (number);
  'resource_groups': (string)[];
  'refresh': (boolean);
  'load_fields': (string)[];
  'skip_load_dynamic_field': (boolean);
  'load_params': ({[key: string]: string});
}

// Original file: proto/milvus.proto

import type { Long } from '@grpc/proto-loader';

export interface PrewarmRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'namespace'?: (string);
  'replica_number'?: (number);
  'resource_groups'?: (string)[];
  'load_fields'?: (string)[];
  'skip_load_dynamic_field'?: (boolean);
  'load_params'?: ({[key: string]: string});
  'ttl_seconds'?: (number | string | Long);
  'priority'?: (string);
  '_namespace'?: "namespace";
}

export interface PrewarmRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'namespace'?: (string);
  'replica_number': (number);
  'resource_groups': (string)[];
  'load_fields': (string)[];
  'skip_load_dynamic_field': (boolean);
  'load_params': ({[key: string]: string});
  'ttl_seconds': (string);
  'priority': (string);
  '_namespace'?: "namespace";
}

// Original file: proto/milvus.proto

import type { Long } from '@grpc/proto-loader';

export interface DescribeIndexRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'field_name'?: (string);
  'index_name'?: (string);
  'timestamp'?: (number | string | Long);
}

export interface DescribeIndexRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'field_name': (string);
  'index_name': (string);
  'timestamp': (string);
}

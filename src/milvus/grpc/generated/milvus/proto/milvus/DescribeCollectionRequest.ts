// Original file: proto/milvus.proto

import type { Long } from '@grpc/proto-loader';

export interface DescribeCollectionRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'collectionID'?: (number | string | Long);
}

export interface DescribeCollectionRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'collectionID': (string);
}

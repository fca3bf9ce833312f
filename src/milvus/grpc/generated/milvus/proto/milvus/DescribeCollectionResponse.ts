// Original file: proto/milvus.proto

import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from '../../../milvus/proto/common/Status.ts';
import type { CollectionSchema as _milvus_proto_schema_CollectionSchema, CollectionSchema__Output as _milvus_proto_schema_CollectionSchema__Output } from '../../../milvus/proto/schema/CollectionSchema.ts';
import type { Long } from '@grpc/proto-loader';

export interface DescribeCollectionResponse {
  'status'?: (_milvus_proto_common_Status | null);
  'schema'?: (_milvus_proto_schema_CollectionSchema | null);
  'collectionID'?: (number | string | Long);
  'collection_name'?: (string);
  'db_name'?: (string);
}

export interface DescribeCollectionResponse__Output {
  'status': (_milvus_proto_common_Status__Output | null);
  'schema': (_milvus_proto_schema_CollectionSchema__Output | null);
  'collectionID': (string);
  'collection_name': (string);
  'db_name': (string);
}

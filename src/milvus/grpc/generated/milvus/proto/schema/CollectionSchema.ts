// Original file: proto/schema.proto

import type { FieldSchema as _milvus_proto_schema_FieldSchema, FieldSchema__Output as _milvus_proto_schema_FieldSchema__Output } from '../../../milvus/proto/schema/FieldSchema.ts';

export interface CollectionSchema {
  'name'?: (string);
  'fields'?: (_milvus_proto_schema_FieldSchema)[];
}

export interface CollectionSchema__Output {
  'name': (string);
  'fields': (_milvus_proto_schema_FieldSchema__Output)[];
}

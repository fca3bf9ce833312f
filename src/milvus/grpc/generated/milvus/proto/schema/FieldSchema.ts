// Original file: proto/schema.proto

import type { DataType as _milvus_proto_schema_DataType, DataType__Output as _milvus_proto_schema_DataType__Output } from '../../../milvus/proto/schema/DataType.ts';
import type { KeyValuePair as _milvus_proto_common_KeyValuePair, KeyValuePair__Output as _milvus_proto_common_KeyValuePair__Output } from '../../../milvus/proto/common/KeyValuePair.ts';
import type { Long } from '@grpc/proto-loader';

export interface FieldSchema {
  'fieldID'?: (number | string | Long);
  'name'?: (string);
  'is_primary_key'?: (boolean);
  'data_type'?: (_milvus_proto_schema_DataType);
  'type_params'?: (_milvus_proto_common_KeyValuePair)[];
}

export interface FieldSchema__Output {
  'fieldID': (string);
  'name': (string);
  'is_primary_key': (boolean);
  'data_type': (_milvus_proto_schema_DataType__Output);
  'type_params': (_milvus_proto_common_KeyValuePair__Output)[];
}

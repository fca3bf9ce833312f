// Original file: proto/milvus.proto

import type { KeyValuePair as _milvus_proto_common_KeyValuePair, KeyValuePair__Output as _milvus_proto_common_KeyValuePair__Output } from '../../../milvus/proto/common/KeyValuePair.ts';

export interface CreateIndexRequest {
  'db_name'?: (string);
  'collection_name'?: (string);
  'field_name'?: (string);
  'extra_params'?: (_milvus_proto_common_KeyValuePair)[];
  'index_name'?: (string);
}

export interface CreateIndexRequest__Output {
  'db_name': (string);
  'collection_name': (string);
  'field_name': (string);
  'extra_params': (_milvus_proto_common_KeyValuePair__Output)[];
  'index_name': (string);
}

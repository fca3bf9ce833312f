// Original file: proto/milvus.proto

import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from '../../../milvus/proto/common/Status.ts';
import type { Long } from '@grpc/proto-loader';

export interface ImportResponse {
  'status'?: (_milvus_proto_common_Status | null);
  'tasks'?: (number | string | Long)[];
}

export interface ImportResponse__Output {
  'status': (_milvus_proto_common_Status__Output | null);
  'tasks': (string)[];
}

// Original file: proto/milvus.proto

import type { FlushAllTarget as _milvus_proto_milvus_FlushAllTarget, FlushAllTarget__Output as _milvus_proto_milvus_FlushAllTarget__Output } from '../../../milvus/proto/milvus/FlushAllTarget.ts';

export interface FlushAllRequest {
  'db_name'?: (string);
  'flush_targets'?: (_milvus_proto_milvus_FlushAllTarget)[];
}

export interface FlushAllRequest__Output {
  'db_name': (string);
  'flush_targets': (_milvus_proto_milvus_FlushAllTarget__Output)[];
}

// Original file: proto/milvus.proto

import type { FlushAllTarget as _milvus_proto_milvus_FlushAllTarget, FlushAllTarget__Output as _milvus_proto_milvus_FlushAllTarget__Output } from '../../../milvus/proto/milvus/FlushAllTarget.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetFlushAllStateRequest {
  'flush_all_ts'?: (number | string | Long);
  'db_name'?: (string);
  'flush_targets'?: (_milvus_proto_milvus_FlushAllTarget)[];
  'flush_all_tss'?: ({[key: string]: number | string | Long});
}

export interface GetFlushAllStateRequest__Output {
  'flush_all_ts': (string);
  'db_name': (string);
  'flush_targets': (_milvus_proto_milvus_FlushAllTarget__Output)[];
  'flush_all_tss': ({[key: string]: string});
}

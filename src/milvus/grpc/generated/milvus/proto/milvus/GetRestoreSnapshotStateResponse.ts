// Original file: proto/milvus.proto

import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from '../../../milvus/proto/common/Status.ts';
import type { RestoreSnapshotInfo as _milvus_proto_milvus_RestoreSnapshotInfo, RestoreSnapshotInfo__Output as _milvus_proto_milvus_RestoreSnapshotInfo__Output } from '../../../milvus/proto/milvus/RestoreSnapshotInfo.ts';

export interface GetRestoreSnapshotStateResponse {
  'status'?: (_milvus_proto_common_Status | null);
  'info'?: (_milvus_proto_milvus_RestoreSnapshotInfo | null);
}

export interface GetRestoreSnapshotStateResponse__Output {
  'status': (_milvus_proto_common_Status__Output | null);
  'info': (_milvus_proto_milvus_RestoreSnapshotInfo__Output | null);
}

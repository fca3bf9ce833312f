// Original file: proto/milvus.proto

import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from '../../../milvus/proto/common/Status.ts';
import type { ExportSnapshotInfo as _milvus_proto_milvus_ExportSnapshotInfo, ExportSnapshotInfo__Output as _milvus_proto_milvus_ExportSnapshotInfo__Output } from '../../../milvus/proto/milvus/ExportSnapshotInfo.ts';

export interface GetExportSnapshotStateResponse {
  'status'?: (_milvus_proto_common_Status | null);
  'info'?: (_milvus_proto_milvus_ExportSnapshotInfo | null);
}

export interface GetExportSnapshotStateResponse__Output {
  'status': (_milvus_proto_common_Status__Output | null);
  'info': (_milvus_proto_milvus_ExportSnapshotInfo__Output | null);
}

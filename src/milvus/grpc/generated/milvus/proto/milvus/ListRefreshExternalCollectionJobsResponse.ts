// Original file: proto/milvus.proto

import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from '../../../milvus/proto/common/Status.ts';
import type { RefreshExternalCollectionJobInfo as _milvus_proto_milvus_RefreshExternalCollectionJobInfo, RefreshExternalCollectionJobInfo__Output as _milvus_proto_milvus_RefreshExternalCollectionJobInfo__Output } from '../../../milvus/proto/milvus/RefreshExternalCollectionJobInfo.ts';

export interface ListRefreshExternalCollectionJobsResponse {
  'status'?: (_milvus_proto_common_Status | null);
  'jobs'?: (_milvus_proto_milvus_RefreshExternalCollectionJobInfo)[];
}

export interface ListRefreshExternalCollectionJobsResponse__Output {
  'status': (_milvus_proto_common_Status__Output | null);
  'jobs': (_milvus_proto_milvus_RefreshExternalCollectionJobInfo__Output)[];
}

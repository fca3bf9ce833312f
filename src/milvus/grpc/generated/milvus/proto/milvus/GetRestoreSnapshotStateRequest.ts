// Original file: proto/milvus.proto

import type { Long } from '@grpc/proto-loader';

export interface GetRestoreSnapshotStateRequest {
  'job_id'?: (number | string | Long);
}

export interface GetRestoreSnapshotStateRequest__Output {
  'job_id': (string);
}

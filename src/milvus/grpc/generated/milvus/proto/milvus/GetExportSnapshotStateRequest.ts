// Original file: proto/milvus.proto

import type { Long } from '@grpc/proto-loader';

export interface GetExportSnapshotStateRequest {
  'job_id'?: (number | string | Long);
}

export interface GetExportSnapshotStateRequest__Output {
  'job_id': (string);
}

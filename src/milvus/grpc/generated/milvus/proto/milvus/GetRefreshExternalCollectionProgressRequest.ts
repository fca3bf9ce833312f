// Original file: proto/milvus.proto

import type { Long } from '@grpc/proto-loader';

export interface GetRefreshExternalCollectionProgressRequest {
  'job_id'?: (number | string | Long);
}

export interface GetRefreshExternalCollectionProgressRequest__Output {
  'job_id': (string);
}

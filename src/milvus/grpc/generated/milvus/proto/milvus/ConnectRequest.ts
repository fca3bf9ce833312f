// Original file: proto/milvus.proto

import type { ClientInfo as _milvus_proto_common_ClientInfo, ClientInfo__Output as _milvus_proto_common_ClientInfo__Output } from '../../../milvus/proto/common/ClientInfo.ts';

export interface ConnectRequest {
  'client_info'?: (_milvus_proto_common_ClientInfo | null);
}

export interface ConnectRequest__Output {
  'client_info': (_milvus_proto_common_ClientInfo__Output | null);
}

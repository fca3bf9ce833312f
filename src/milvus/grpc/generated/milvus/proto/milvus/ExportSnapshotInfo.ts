// Original file: proto/milvus.proto

import type { ExportSnapshotState as _milvus_proto_milvus_ExportSnapshotState, ExportSnapshotState__Output as _milvus_proto_milvus_ExportSnapshotState__Output } from '../../../milvus/proto/milvus/ExportSnapshotState.ts';
import type { Long } from '@grpc/proto-loader';

export interface ExportSnapshotInfo {
  'job_id'?: (number | string | Long);
  'snapshot_name'?: (string);
  'db_name'?: (string);
  'collection_name'?: (string);
  'state'?: (_milvus_proto_milvus_ExportSnapshotState);
  'progress'?: (number);
  'reason'?: (string);
  'start_time'?: (number | string | Long);
  'time_cost'?: (number | string | Long);
  'total_files'?: (number | string | Long);
  'copied_files'?: (number | string | Long);
  'snapshot_metadata_uri'?: (string);
  'total_bytes'?: (number | string | Long);
}

export interface ExportSnapshotInfo__Output {
  'job_id': (string);
  'snapshot_name': (string);
  'db_name': (string);
  'collection_name': (string);
  'state': (_milvus_proto_milvus_ExportSnapshotState__Output);
  'progress': (number);
  'reason': (string);
  'start_time': (string);
  'time_cost': (string);
  'total_files': (string);
  'copied_files': (string);
  'snapshot_metadata_uri': (string);
  'total_bytes': (string);
}

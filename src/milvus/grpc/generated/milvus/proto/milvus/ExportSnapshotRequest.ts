// Original file: proto/milvus.proto


export interface ExportSnapshotRequest {
  'name'?: (string);
  'db_name'?: (string);
  'collection_name'?: (string);
  'target_s3_path'?: (string);
  'external_spec'?: (string);
}

export interface ExportSnapshotRequest__Output {
  'name': (string);
  'db_name': (string);
  'collection_name': (string);
  'target_s3_path': (string);
  'external_spec': (string);
}

// Original file: proto/milvus.proto


export interface RestoreExternalSnapshotRequest {
  'db_name'?: (string);
  'target_collection_name'?: (string);
  'snapshot_metadata_uri'?: (string);
  'external_spec'?: (string);
}

export interface RestoreExternalSnapshotRequest__Output {
  'db_name': (string);
  'target_collection_name': (string);
  'snapshot_metadata_uri': (string);
  'external_spec': (string);
}

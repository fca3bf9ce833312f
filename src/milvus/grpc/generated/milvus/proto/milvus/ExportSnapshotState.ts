// Original file: proto/milvus.proto

export const ExportSnapshotState = {
  ExportSnapshotNone: 'ExportSnapshotNone',
  ExportSnapshotPending: 'ExportSnapshotPending',
  ExportSnapshotExecuting: 'ExportSnapshotExecuting',
  ExportSnapshotCompleted: 'ExportSnapshotCompleted',
  ExportSnapshotFailed: 'ExportSnapshotFailed',
} as const;

export type ExportSnapshotState =
  | 'ExportSnapshotNone'
  | 0
  | 'ExportSnapshotPending'
  | 1
  | 'ExportSnapshotExecuting'
  | 2
  | 'ExportSnapshotCompleted'
  | 3
  | 'ExportSnapshotFailed'
  | 4

export type ExportSnapshotState__Output = typeof ExportSnapshotState[keyof typeof ExportSnapshotState]

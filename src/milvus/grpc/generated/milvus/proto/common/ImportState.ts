// Original file: proto/common.proto

export const ImportState = {
  ImportPending: 'ImportPending',
  ImportFailed: 'ImportFailed',
  ImportStarted: 'ImportStarted',
  ImportPersisted: 'ImportPersisted',
  ImportCompleted: 'ImportCompleted',
  ImportFailedAndCleaned: 'ImportFailedAndCleaned',
  ImportFlushed: 'ImportFlushed',
} as const;

export type ImportState =
  | 'ImportPending'
  | 0
  | 'ImportFailed'
  | 1
  | 'ImportStarted'
  | 2
  | 'ImportPersisted'
  | 5
  | 'ImportCompleted'
  | 6
  | 'ImportFailedAndCleaned'
  | 7
  | 'ImportFlushed'
  | 8

export type ImportState__Output = typeof ImportState[keyof typeof ImportState]

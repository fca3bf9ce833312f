// Original file: proto/schema.proto

export const DataType = {
  None: 'None',
  Int64: 'Int64',
  FloatVector: 'FloatVector',
} as const;

export type DataType =
  | 'None'
  | 0
  | 'Int64'
  | 5
  | 'FloatVector'
  | 101

export type DataType__Output = typeof DataType[keyof typeof DataType]

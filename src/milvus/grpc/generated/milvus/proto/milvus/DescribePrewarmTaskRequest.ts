// Original file: proto/milvus.proto


export interface DescribePrewarmTaskRequest {
  'taskID'?: (string);
}

export interface DescribePrewarmTaskRequest__Output {
  'taskID': (string);
}

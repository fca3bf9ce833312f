// Original file: proto/milvus.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckHealthRequest as _milvus_proto_milvus_CheckHealthRequest, CheckHealthRequest__Output as _milvus_proto_milvus_CheckHealthRequest__Output } from '../../../milvus/proto/milvus/CheckHealthRequest.ts';
import type { CheckHealthResponse as _milvus_proto_milvus_CheckHealthResponse, CheckHealthResponse__Output as _milvus_proto_milvus_CheckHealthResponse__Output } from '../../../milvus/proto/milvus/CheckHealthResponse.ts';
import type { ConnectRequest as _milvus_proto_milvus_ConnectRequest, ConnectRequest__Output as _milvus_proto_milvus_ConnectRequest__Output } from '../../../milvus/proto/milvus/ConnectRequest.ts';
import type { ConnectResponse as _milvus_proto_milvus_ConnectResponse, ConnectResponse__Output as _milvus_proto_milvus_ConnectResponse__Output } from '../../../milvus/proto/milvus/ConnectResponse.ts';
import type { CreateIndexRequest as _milvus_proto_milvus_CreateIndexRequest, CreateIndexRequest__Output as _milvus_proto_milvus_CreateIndexRequest__Output } from '../../../milvus/proto/milvus/CreateIndexRequest.ts';
import type { DescribeCollectionRequest as _milvus_proto_milvus_DescribeCollectionRequest, DescribeCollectionRequest__Output as _milvus_proto_milvus_DescribeCollectionRequest__Output } from '../../../milvus/proto/milvus/DescribeCollectionRequest.ts';
import type { DescribeCollectionResponse as _milvus_proto_milvus_DescribeCollectionResponse, DescribeCollectionResponse__Output as _milvus_proto_milvus_DescribeCollectionResponse__Output } from '../../../milvus/proto/milvus/DescribeCollectionResponse.ts';
import type { DescribeIndexRequest as _milvus_proto_milvus_DescribeIndexRequest, DescribeIndexRequest__Output as _milvus_proto_milvus_DescribeIndexRequest__Output } from '../../../milvus/proto/milvus/DescribeIndexRequest.ts';
import type { DescribeIndexResponse as _milvus_proto_milvus_DescribeIndexResponse, DescribeIndexResponse__Output as _milvus_proto_milvus_DescribeIndexResponse__Output } from '../../../milvus/proto/milvus/DescribeIndexResponse.ts';
import type { DescribePrewarmTaskRequest as _milvus_proto_milvus_DescribePrewarmTaskRequest, DescribePrewarmTaskRequest__Output as _milvus_proto_milvus_DescribePrewarmTaskRequest__Output } from '../../../milvus/proto/milvus/DescribePrewarmTaskRequest.ts';
import type { DescribePrewarmTaskResponse as _milvus_proto_milvus_DescribePrewarmTaskResponse, DescribePrewarmTaskResponse__Output as _milvus_proto_milvus_DescribePrewarmTaskResponse__Output } from '../../../milvus/proto/milvus/DescribePrewarmTaskResponse.ts';
import type { ExportSnapshotRequest as _milvus_proto_milvus_ExportSnapshotRequest, ExportSnapshotRequest__Output as _milvus_proto_milvus_ExportSnapshotRequest__Output } from '../../../milvus/proto/milvus/ExportSnapshotRequest.ts';
import type { ExportSnapshotResponse as _milvus_proto_milvus_ExportSnapshotResponse, ExportSnapshotResponse__Output as _milvus_proto_milvus_ExportSnapshotResponse__Output } from '../../../milvus/proto/milvus/ExportSnapshotResponse.ts';
import type { FlushAllRequest as _milvus_proto_milvus_FlushAllRequest, FlushAllRequest__Output as _milvus_proto_milvus_FlushAllRequest__Output } from '../../../milvus/proto/milvus/FlushAllRequest.ts';
import type { FlushAllResponse as _milvus_proto_milvus_FlushAllResponse, FlushAllResponse__Output as _milvus_proto_milvus_FlushAllResponse__Output } from '../../../milvus/proto/milvus/FlushAllResponse.ts';
import type { FlushRequest as _milvus_proto_milvus_FlushRequest, FlushRequest__Output as _milvus_proto_milvus_FlushRequest__Output } from '../../../milvus/proto/milvus/FlushRequest.ts';
import type { FlushResponse as _milvus_proto_milvus_FlushResponse, FlushResponse__Output as _milvus_proto_milvus_FlushResponse__Output } from '../../../milvus/proto/milvus/FlushResponse.ts';
import type { GetCompactionPlansRequest as _milvus_proto_milvus_GetCompactionPlansRequest, GetCompactionPlansRequest__Output as _milvus_proto_milvus_GetCompactionPlansRequest__Output } from '../../../milvus/proto/milvus/GetCompactionPlansRequest.ts';
import type { GetCompactionPlansResponse as _milvus_proto_milvus_GetCompactionPlansResponse, GetCompactionPlansResponse__Output as _milvus_proto_milvus_GetCompactionPlansResponse__Output } from '../../../milvus/proto/milvus/GetCompactionPlansResponse.ts';
import type { GetCompactionStateRequest as _milvus_proto_milvus_GetCompactionStateRequest, GetCompactionStateRequest__Output as _milvus_proto_milvus_GetCompactionStateRequest__Output } from '../../../milvus/proto/milvus/GetCompactionStateRequest.ts';
import type { GetCompactionStateResponse as _milvus_proto_milvus_GetCompactionStateResponse, GetCompactionStateResponse__Output as _milvus_proto_milvus_GetCompactionStateResponse__Output } from '../../../milvus/proto/milvus/GetCompactionStateResponse.ts';
import type { GetExportSnapshotStateRequest as _milvus_proto_milvus_GetExportSnapshotStateRequest, GetExportSnapshotStateRequest__Output as _milvus_proto_milvus_GetExportSnapshotStateRequest__Output } from '../../../milvus/proto/milvus/GetExportSnapshotStateRequest.ts';
import type { GetExportSnapshotStateResponse as _milvus_proto_milvus_GetExportSnapshotStateResponse, GetExportSnapshotStateResponse__Output as _milvus_proto_milvus_GetExportSnapshotStateResponse__Output } from '../../../milvus/proto/milvus/GetExportSnapshotStateResponse.ts';
import type { GetFlushAllStateRequest as _milvus_proto_milvus_GetFlushAllStateRequest, GetFlushAllStateRequest__Output as _milvus_proto_milvus_GetFlushAllStateRequest__Output } from '../../../milvus/proto/milvus/GetFlushAllStateRequest.ts';
import type { GetFlushAllStateResponse as _milvus_proto_milvus_GetFlushAllStateResponse, GetFlushAllStateResponse__Output as _milvus_proto_milvus_GetFlushAllStateResponse__Output } from '../../../milvus/proto/milvus/GetFlushAllStateResponse.ts';
import type { GetFlushStateRequest as _milvus_proto_milvus_GetFlushStateRequest, GetFlushStateRequest__Output as _milvus_proto_milvus_GetFlushStateRequest__Output } from '../../../milvus/proto/milvus/GetFlushStateRequest.ts';
import type { GetFlushStateResponse as _milvus_proto_milvus_GetFlushStateResponse, GetFlushStateResponse__Output as _milvus_proto_milvus_GetFlushStateResponse__Output } from '../../../milvus/proto/milvus/GetFlushStateResponse.ts';
import type { GetImportStateRequest as _milvus_proto_milvus_GetImportStateRequest, GetImportStateRequest__Output as _milvus_proto_milvus_GetImportStateRequest__Output } from '../../../milvus/proto/milvus/GetImportStateRequest.ts';
import type { GetImportStateResponse as _milvus_proto_milvus_GetImportStateResponse, GetImportStateResponse__Output as _milvus_proto_milvus_GetImportStateResponse__Output } from '../../../milvus/proto/milvus/GetImportStateResponse.ts';
import type { GetLoadStateRequest as _milvus_proto_milvus_GetLoadStateRequest, GetLoadStateRequest__Output as _milvus_proto_milvus_GetLoadStateRequest__Output } from '../../../milvus/proto/milvus/GetLoadStateRequest.ts';
import type { GetLoadStateResponse as _milvus_proto_milvus_GetLoadStateResponse, GetLoadStateResponse__Output as _milvus_proto_milvus_GetLoadStateResponse__Output } from '../../../milvus/proto/milvus/GetLoadStateResponse.ts';
import type { GetLoadingProgressRequest as _milvus_proto_milvus_GetLoadingProgressRequest, GetLoadingProgressRequest__Output as _milvus_proto_milvus_GetLoadingProgressRequest__Output } from '../../../milvus/proto/milvus/GetLoadingProgressRequest.ts';
import type { GetLoadingProgressResponse as _milvus_proto_milvus_GetLoadingProgressResponse, GetLoadingProgressResponse__Output as _milvus_proto_milvus_GetLoadingProgressResponse__Output } from '../../../milvus/proto/milvus/GetLoadingProgressResponse.ts';
import type { GetRefreshExternalCollectionProgressRequest as _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, GetRefreshExternalCollectionProgressRequest__Output as _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest__Output } from '../../../milvus/proto/milvus/GetRefreshExternalCollectionProgressRequest.ts';
import type { GetRefreshExternalCollectionProgressResponse as _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse, GetRefreshExternalCollectionProgressResponse__Output as _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output } from '../../../milvus/proto/milvus/GetRefreshExternalCollectionProgressResponse.ts';
import type { GetRestoreSnapshotStateRequest as _milvus_proto_milvus_GetRestoreSnapshotStateRequest, GetRestoreSnapshotStateRequest__Output as _milvus_proto_milvus_GetRestoreSnapshotStateRequest__Output } from '../../../milvus/proto/milvus/GetRestoreSnapshotStateRequest.ts';
import type { GetRestoreSnapshotStateResponse as _milvus_proto_milvus_GetRestoreSnapshotStateResponse, GetRestoreSnapshotStateResponse__Output as _milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output } from '../../../milvus/proto/milvus/GetRestoreSnapshotStateResponse.ts';
import type { GetVersionRequest as _milvus_proto_milvus_GetVersionRequest, GetVersionRequest__Output as _milvus_proto_milvus_GetVersionRequest__Output } from '../../../milvus/proto/milvus/GetVersionRequest.ts';
import type { GetVersionResponse as _milvus_proto_milvus_GetVersionResponse, GetVersionResponse__Output as _milvus_proto_milvus_GetVersionResponse__Output } from '../../../milvus/proto/milvus/GetVersionResponse.ts';
import type { ImportRequest as _milvus_proto_milvus_ImportRequest, ImportRequest__Output as _milvus_proto_milvus_ImportRequest__Output } from '../../../milvus/proto/milvus/ImportRequest.ts';
import type { ImportResponse as _milvus_proto_milvus_ImportResponse, ImportResponse__Output as _milvus_proto_milvus_ImportResponse__Output } from '../../../milvus/proto/milvus/ImportResponse.ts';
import type { ListImportTasksRequest as _milvus_proto_milvus_ListImportTasksRequest, ListImportTasksRequest__Output as _milvus_proto_milvus_ListImportTasksRequest__Output } from '../../../milvus/proto/milvus/ListImportTasksRequest.ts';
import type { ListImportTasksResponse as _milvus_proto_milvus_ListImportTasksResponse, ListImportTasksResponse__Output as _milvus_proto_milvus_ListImportTasksResponse__Output } from '../../../milvus/proto/milvus/ListImportTasksResponse.ts';
import type { ListRefreshExternalCollectionJobsRequest as _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, ListRefreshExternalCollectionJobsRequest__Output as _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest__Output } from '../../../milvus/proto/milvus/ListRefreshExternalCollectionJobsRequest.ts';
import type { ListRefreshExternalCollectionJobsResponse as _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse, ListRefreshExternalCollectionJobsResponse__Output as _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output } from '../../../milvus/proto/milvus/ListRefreshExternalCollectionJobsResponse.ts';
import type { ListRestoreSnapshotJobsRequest as _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, ListRestoreSnapshotJobsRequest__Output as _milvus_proto_milvus_ListRestoreSnapshotJobsRequest__Output } from '../../../milvus/proto/milvus/ListRestoreSnapshotJobsRequest.ts';
import type { ListRestoreSnapshotJobsResponse as _milvus_proto_milvus_ListRestoreSnapshotJobsResponse, ListRestoreSnapshotJobsResponse__Output as _milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output } from '../../../milvus/proto/milvus/ListRestoreSnapshotJobsResponse.ts';
import type { LoadCollectionRequest as _milvus_proto_milvus_LoadCollectionRequest, LoadCollectionRequest__Output as _milvus_proto_milvus_LoadCollectionRequest__Output } from '../../../milvus/proto/milvus/LoadCollectionRequest.ts';
import type { LoadPartitionsRequest as _milvus_proto_milvus_LoadPartitionsRequest, LoadPartitionsRequest__Output as _milvus_proto_milvus_LoadPartitionsRequest__Output } from '../../../milvus/proto/milvus/LoadPartitionsRequest.ts';
import type { ManualCompactionRequest as _milvus_proto_milvus_ManualCompactionRequest, ManualCompactionRequest__Output as _milvus_proto_milvus_ManualCompactionRequest__Output } from '../../../milvus/proto/milvus/ManualCompactionRequest.ts';
import type { ManualCompactionResponse as _milvus_proto_milvus_ManualCompactionResponse, ManualCompactionResponse__Output as _milvus_proto_milvus_ManualCompactionResponse__Output } from '../../../milvus/proto/milvus/ManualCompactionResponse.ts';
import type { PrewarmRequest as _milvus_proto_milvus_PrewarmRequest, PrewarmRequest__Output as _milvus_proto_milvus_PrewarmRequest__Output } from '../../../milvus/proto/milvus/PrewarmRequest.ts';
import type { PrewarmResponse as _milvus_proto_milvus_PrewarmResponse, PrewarmResponse__Output as _milvus_proto_milvus_PrewarmResponse__Output } from '../../../milvus/proto/milvus/PrewarmResponse.ts';
import type { RefreshExternalCollectionRequest as _milvus_proto_milvus_RefreshExternalCollectionRequest, RefreshExternalCollectionRequest__Output as _milvus_proto_milvus_RefreshExternalCollectionRequest__Output } from '../../../milvus/proto/milvus/RefreshExternalCollectionRequest.ts';
import type { RefreshExternalCollectionResponse as _milvus_proto_milvus_RefreshExternalCollectionResponse, RefreshExternalCollectionResponse__Output as _milvus_proto_milvus_RefreshExternalCollectionResponse__Output } from '../../../milvus/proto/milvus/RefreshExternalCollectionResponse.ts';
import type { RestoreExternalSnapshotRequest as _milvus_proto_milvus_RestoreExternalSnapshotRequest, RestoreExternalSnapshotRequest__Output as _milvus_proto_milvus_RestoreExternalSnapshotRequest__Output } from '../../../milvus/proto/milvus/RestoreExternalSnapshotRequest.ts';
import type { RestoreExternalSnapshotResponse as _milvus_proto_milvus_RestoreExternalSnapshotResponse, RestoreExternalSnapshotResponse__Output as _milvus_proto_milvus_RestoreExternalSnapshotResponse__Output } from '../../../milvus/proto/milvus/RestoreExternalSnapshotResponse.ts';
import type { RestoreSnapshotRequest as _milvus_proto_milvus_RestoreSnapshotRequest, RestoreSnapshotRequest__Output as _milvus_proto_milvus_RestoreSnapshotRequest__Output } from '../../../milvus/proto/milvus/RestoreSnapshotRequest.ts';
import type { RestoreSnapshotResponse as _milvus_proto_milvus_RestoreSnapshotResponse, RestoreSnapshotResponse__Output as _milvus_proto_milvus_RestoreSnapshotResponse__Output } from '../../../milvus/proto/milvus/RestoreSnapshotResponse.ts';
import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from '../../../milvus/proto/common/Status.ts';

export interface MilvusServiceClient extends grpc.Client {
  CheckHealth(argument: _milvus_proto_milvus_CheckHealthRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  CheckHealth(argument: _milvus_proto_milvus_CheckHealthRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  CheckHealth(argument: _milvus_proto_milvus_CheckHealthRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  CheckHealth(argument: _milvus_proto_milvus_CheckHealthRequest, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  checkHealth(argument: _milvus_proto_milvus_CheckHealthRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  checkHealth(argument: _milvus_proto_milvus_CheckHealthRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  checkHealth(argument: _milvus_proto_milvus_CheckHealthRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  checkHealth(argument: _milvus_proto_milvus_CheckHealthRequest, callback: grpc.requestCallback<_milvus_proto_milvus_CheckHealthResponse__Output>): grpc.ClientUnaryCall;
  
  Connect(argument: _milvus_proto_milvus_ConnectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  Connect(argument: _milvus_proto_milvus_ConnectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  Connect(argument: _milvus_proto_milvus_ConnectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  Connect(argument: _milvus_proto_milvus_ConnectRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  connect(argument: _milvus_proto_milvus_ConnectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  connect(argument: _milvus_proto_milvus_ConnectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  connect(argument: _milvus_proto_milvus_ConnectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  connect(argument: _milvus_proto_milvus_ConnectRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ConnectResponse__Output>): grpc.ClientUnaryCall;
  
  CreateIndex(argument: _milvus_proto_milvus_CreateIndexRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  CreateIndex(argument: _milvus_proto_milvus_CreateIndexRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  CreateIndex(argument: _milvus_proto_milvus_CreateIndexRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  CreateIndex(argument: _milvus_proto_milvus_CreateIndexRequest, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  createIndex(argument: _milvus_proto_milvus_CreateIndexRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  createIndex(argument: _milvus_proto_milvus_CreateIndexRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  createIndex(argument: _milvus_proto_milvus_CreateIndexRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  createIndex(argument: _milvus_proto_milvus_CreateIndexRequest, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  
  DescribeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  DescribeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  DescribeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  DescribeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  describeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  describeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  describeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  describeCollection(argument: _milvus_proto_milvus_DescribeCollectionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeCollectionResponse__Output>): grpc.ClientUnaryCall;
  
  DescribeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  DescribeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  DescribeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  DescribeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  describeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  describeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  describeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  describeIndex(argument: _milvus_proto_milvus_DescribeIndexRequest, callback: grpc.requestCallback<_milvus_proto_milvus_DescribeIndexResponse__Output>): grpc.ClientUnaryCall;
  
  DescribePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  DescribePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  DescribePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  DescribePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  describePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  describePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  describePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  describePrewarmTask(argument: _milvus_proto_milvus_DescribePrewarmTaskRequest, callback: grpc.requestCallback<_milvus_proto_milvus_DescribePrewarmTaskResponse__Output>): grpc.ClientUnaryCall;
  
  ExportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  ExportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  ExportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  ExportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  exportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  exportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  exportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  exportSnapshot(argument: _milvus_proto_milvus_ExportSnapshotRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ExportSnapshotResponse__Output>): grpc.ClientUnaryCall;
  
  Flush(argument: _milvus_proto_milvus_FlushRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  Flush(argument: _milvus_proto_milvus_FlushRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  Flush(argument: _milvus_proto_milvus_FlushRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  Flush(argument: _milvus_proto_milvus_FlushRequest, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  flush(argument: _milvus_proto_milvus_FlushRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  flush(argument: _milvus_proto_milvus_FlushRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  flush(argument: _milvus_proto_milvus_FlushRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  flush(argument: _milvus_proto_milvus_FlushRequest, callback: grpc.requestCallback<_milvus_proto_milvus_FlushResponse__Output>): grpc.ClientUnaryCall;
  
  FlushAll(argument: _milvus_proto_milvus_FlushAllRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  FlushAll(argument: _milvus_proto_milvus_FlushAllRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  FlushAll(argument: _milvus_proto_milvus_FlushAllRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  FlushAll(argument: _milvus_proto_milvus_FlushAllRequest, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  flushAll(argument: _milvus_proto_milvus_FlushAllRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  flushAll(argument: _milvus_proto_milvus_FlushAllRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  flushAll(argument: _milvus_proto_milvus_FlushAllRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  flushAll(argument: _milvus_proto_milvus_FlushAllRequest, callback: grpc.requestCallback<_milvus_proto_milvus_FlushAllResponse__Output>): grpc.ClientUnaryCall;
  
  GetCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  GetCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  GetCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  GetCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  getCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  getCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  getCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  getCompactionState(argument: _milvus_proto_milvus_GetCompactionStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  GetCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  GetCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  GetCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  getCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  getCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  getCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  getCompactionStateWithPlans(argument: _milvus_proto_milvus_GetCompactionPlansRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetCompactionPlansResponse__Output>): grpc.ClientUnaryCall;
  
  GetExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  GetExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  GetExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  GetExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getExportSnapshotState(argument: _milvus_proto_milvus_GetExportSnapshotStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetExportSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  GetFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  GetFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  GetFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushAllState(argument: _milvus_proto_milvus_GetFlushAllStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushAllStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  GetFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  GetFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  GetFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  getFlushState(argument: _milvus_proto_milvus_GetFlushStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetFlushStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetImportState(argument: _milvus_proto_milvus_GetImportStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  GetImportState(argument: _milvus_proto_milvus_GetImportStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  GetImportState(argument: _milvus_proto_milvus_GetImportStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  GetImportState(argument: _milvus_proto_milvus_GetImportStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  getImportState(argument: _milvus_proto_milvus_GetImportStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  getImportState(argument: _milvus_proto_milvus_GetImportStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  getImportState(argument: _milvus_proto_milvus_GetImportStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  getImportState(argument: _milvus_proto_milvus_GetImportStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetImportStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  GetLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  GetLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  GetLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  getLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  getLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  getLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  getLoadState(argument: _milvus_proto_milvus_GetLoadStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  GetLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  GetLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  GetLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  getLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  getLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  getLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  getLoadingProgress(argument: _milvus_proto_milvus_GetLoadingProgressRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetLoadingProgressResponse__Output>): grpc.ClientUnaryCall;
  
  GetRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  GetRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  GetRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  GetRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  getRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  getRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  getRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  getRefreshExternalCollectionProgress(argument: _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>): grpc.ClientUnaryCall;
  
  GetRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  GetRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  GetRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  GetRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  getRestoreSnapshotState(argument: _milvus_proto_milvus_GetRestoreSnapshotStateRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>): grpc.ClientUnaryCall;
  
  GetVersion(argument: _milvus_proto_milvus_GetVersionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  GetVersion(argument: _milvus_proto_milvus_GetVersionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  GetVersion(argument: _milvus_proto_milvus_GetVersionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  GetVersion(argument: _milvus_proto_milvus_GetVersionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  getVersion(argument: _milvus_proto_milvus_GetVersionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  getVersion(argument: _milvus_proto_milvus_GetVersionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  getVersion(argument: _milvus_proto_milvus_GetVersionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  getVersion(argument: _milvus_proto_milvus_GetVersionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_GetVersionResponse__Output>): grpc.ClientUnaryCall;
  
  Import(argument: _milvus_proto_milvus_ImportRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  Import(argument: _milvus_proto_milvus_ImportRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  Import(argument: _milvus_proto_milvus_ImportRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  Import(argument: _milvus_proto_milvus_ImportRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  import(argument: _milvus_proto_milvus_ImportRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  import(argument: _milvus_proto_milvus_ImportRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  import(argument: _milvus_proto_milvus_ImportRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  import(argument: _milvus_proto_milvus_ImportRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ImportResponse__Output>): grpc.ClientUnaryCall;
  
  ListImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  ListImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  ListImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  ListImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  listImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  listImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  listImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  listImportTasks(argument: _milvus_proto_milvus_ListImportTasksRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ListImportTasksResponse__Output>): grpc.ClientUnaryCall;
  
  ListRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  ListRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  ListRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  ListRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  listRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  listRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  listRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  listRefreshExternalCollectionJobs(argument: _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>): grpc.ClientUnaryCall;
  
  ListRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  ListRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  ListRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  ListRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  listRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  listRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  listRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  listRestoreSnapshotJobs(argument: _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>): grpc.ClientUnaryCall;
  
  LoadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  LoadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  LoadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  LoadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadCollection(argument: _milvus_proto_milvus_LoadCollectionRequest, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  
  LoadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  LoadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  LoadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  LoadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  loadPartitions(argument: _milvus_proto_milvus_LoadPartitionsRequest, callback: grpc.requestCallback<_milvus_proto_common_Status__Output>): grpc.ClientUnaryCall;
  
  ManualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  ManualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  ManualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  ManualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  manualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  manualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  manualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  manualCompaction(argument: _milvus_proto_milvus_ManualCompactionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_ManualCompactionResponse__Output>): grpc.ClientUnaryCall;
  
  Prewarm(argument: _milvus_proto_milvus_PrewarmRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  Prewarm(argument: _milvus_proto_milvus_PrewarmRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  Prewarm(argument: _milvus_proto_milvus_PrewarmRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  Prewarm(argument: _milvus_proto_milvus_PrewarmRequest, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  prewarm(argument: _milvus_proto_milvus_PrewarmRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  prewarm(argument: _milvus_proto_milvus_PrewarmRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  prewarm(argument: _milvus_proto_milvus_PrewarmRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  prewarm(argument: _milvus_proto_milvus_PrewarmRequest, callback: grpc.requestCallback<_milvus_proto_milvus_PrewarmResponse__Output>): grpc.ClientUnaryCall;
  
  RefreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  RefreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  RefreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  RefreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  refreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  refreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  refreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  refreshExternalCollection(argument: _milvus_proto_milvus_RefreshExternalCollectionRequest, callback: grpc.requestCallback<_milvus_proto_milvus_RefreshExternalCollectionResponse__Output>): grpc.ClientUnaryCall;
  
  RestoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  RestoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  RestoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  RestoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreExternalSnapshot(argument: _milvus_proto_milvus_RestoreExternalSnapshotRequest, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>): grpc.ClientUnaryCall;
  
  RestoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  RestoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  RestoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  RestoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  restoreSnapshot(argument: _milvus_proto_milvus_RestoreSnapshotRequest, callback: grpc.requestCallback<_milvus_proto_milvus_RestoreSnapshotResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface MilvusServiceHandlers extends grpc.UntypedServiceImplementation {
  CheckHealth: grpc.handleUnaryCall<_milvus_proto_milvus_CheckHealthRequest__Output, _milvus_proto_milvus_CheckHealthResponse>;
  
  Connect: grpc.handleUnaryCall<_milvus_proto_milvus_ConnectRequest__Output, _milvus_proto_milvus_ConnectResponse>;
  
  CreateIndex: grpc.handleUnaryCall<_milvus_proto_milvus_CreateIndexRequest__Output, _milvus_proto_common_Status>;
  
  DescribeCollection: grpc.handleUnaryCall<_milvus_proto_milvus_DescribeCollectionRequest__Output, _milvus_proto_milvus_DescribeCollectionResponse>;
  
  DescribeIndex: grpc.handleUnaryCall<_milvus_proto_milvus_DescribeIndexRequest__Output, _milvus_proto_milvus_DescribeIndexResponse>;
  
  DescribePrewarmTask: grpc.handleUnaryCall<_milvus_proto_milvus_DescribePrewarmTaskRequest__Output, _milvus_proto_milvus_DescribePrewarmTaskResponse>;
  
  ExportSnapshot: grpc.handleUnaryCall<_milvus_proto_milvus_ExportSnapshotRequest__Output, _milvus_proto_milvus_ExportSnapshotResponse>;
  
  Flush: grpc.handleUnaryCall<_milvus_proto_milvus_FlushRequest__Output, _milvus_proto_milvus_FlushResponse>;
  
  FlushAll: grpc.handleUnaryCall<_milvus_proto_milvus_FlushAllRequest__Output, _milvus_proto_milvus_FlushAllResponse>;
  
  GetCompactionState: grpc.handleUnaryCall<_milvus_proto_milvus_GetCompactionStateRequest__Output, _milvus_proto_milvus_GetCompactionStateResponse>;
  
  GetCompactionStateWithPlans: grpc.handleUnaryCall<_milvus_proto_milvus_GetCompactionPlansRequest__Output, _milvus_proto_milvus_GetCompactionPlansResponse>;
  
  GetExportSnapshotState: grpc.handleUnaryCall<_milvus_proto_milvus_GetExportSnapshotStateRequest__Output, _milvus_proto_milvus_GetExportSnapshotStateResponse>;
  
  GetFlushAllState: grpc.handleUnaryCall<_milvus_proto_milvus_GetFlushAllStateRequest__Output, _milvus_proto_milvus_GetFlushAllStateResponse>;
  
  GetFlushState: grpc.handleUnaryCall<_milvus_proto_milvus_GetFlushStateRequest__Output, _milvus_proto_milvus_GetFlushStateResponse>;
  
  GetImportState: grpc.handleUnaryCall<_milvus_proto_milvus_GetImportStateRequest__Output, _milvus_proto_milvus_GetImportStateResponse>;
  
  GetLoadState: grpc.handleUnaryCall<_milvus_proto_milvus_GetLoadStateRequest__Output, _milvus_proto_milvus_GetLoadStateResponse>;
  
  GetLoadingProgress: grpc.handleUnaryCall<_milvus_proto_milvus_GetLoadingProgressRequest__Output, _milvus_proto_milvus_GetLoadingProgressResponse>;
  
  GetRefreshExternalCollectionProgress: grpc.handleUnaryCall<_milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest__Output, _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse>;
  
  GetRestoreSnapshotState: grpc.handleUnaryCall<_milvus_proto_milvus_GetRestoreSnapshotStateRequest__Output, _milvus_proto_milvus_GetRestoreSnapshotStateResponse>;
  
  GetVersion: grpc.handleUnaryCall<_milvus_proto_milvus_GetVersionRequest__Output, _milvus_proto_milvus_GetVersionResponse>;
  
  Import: grpc.handleUnaryCall<_milvus_proto_milvus_ImportRequest__Output, _milvus_proto_milvus_ImportResponse>;
  
  ListImportTasks: grpc.handleUnaryCall<_milvus_proto_milvus_ListImportTasksRequest__Output, _milvus_proto_milvus_ListImportTasksResponse>;
  
  ListRefreshExternalCollectionJobs: grpc.handleUnaryCall<_milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest__Output, _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse>;
  
  ListRestoreSnapshotJobs: grpc.handleUnaryCall<_milvus_proto_milvus_ListRestoreSnapshotJobsRequest__Output, _milvus_proto_milvus_ListRestoreSnapshotJobsResponse>;
  
  LoadCollection: grpc.handleUnaryCall<_milvus_proto_milvus_LoadCollectionRequest__Output, _milvus_proto_common_Status>;
  
  LoadPartitions: grpc.handleUnaryCall<_milvus_proto_milvus_LoadPartitionsRequest__Output, _milvus_proto_common_Status>;
  
  ManualCompaction: grpc.handleUnaryCall<_milvus_proto_milvus_ManualCompactionRequest__Output, _milvus_proto_milvus_ManualCompactionResponse>;
  
  Prewarm: grpc.handleUnaryCall<_milvus_proto_milvus_PrewarmRequest__Output, _milvus_proto_milvus_PrewarmResponse>;
  
  RefreshExternalCollection: grpc.handleUnaryCall<_milvus_proto_milvus_RefreshExternalCollectionRequest__Output, _milvus_proto_milvus_RefreshExternalCollectionResponse>;
  
  RestoreExternalSnapshot: grpc.handleUnaryCall<_milvus_proto_milvus_RestoreExternalSnapshotRequest__Output, _milvus_proto_milvus_RestoreExternalSnapshotResponse>;
  
  RestoreSnapshot: grpc.handleUnaryCall<_milvus_proto_milvus_RestoreSnapshotRequest__Output, _milvus_proto_milvus_RestoreSnapshotResponse>;
  
}

export interface MilvusServiceDefinition extends grpc.ServiceDefinition {
  CheckHealth: MethodDefinition<_milvus_proto_milvus_CheckHealthRequest, _milvus_proto_milvus_CheckHealthResponse, _milvus_proto_milvus_CheckHealthRequest__Output, _milvus_proto_milvus_CheckHealthResponse__Output>
  Connect: MethodDefinition<_milvus_proto_milvus_ConnectRequest, _milvus_proto_milvus_ConnectResponse, _milvus_proto_milvus_ConnectRequest__Output, _milvus_proto_milvus_ConnectResponse__Output>
  CreateIndex: MethodDefinition<_milvus_proto_milvus_CreateIndexRequest, _milvus_proto_common_Status, _milvus_proto_milvus_CreateIndexRequest__Output, _milvus_proto_common_Status__Output>
  DescribeCollection: MethodDefinition<_milvus_proto_milvus_DescribeCollectionRequest, _milvus_proto_milvus_DescribeCollectionResponse, _milvus_proto_milvus_DescribeCollectionRequest__Output, _milvus_proto_milvus_DescribeCollectionResponse__Output>
  DescribeIndex: MethodDefinition<_milvus_proto_milvus_DescribeIndexRequest, _milvus_proto_milvus_DescribeIndexResponse, _milvus_proto_milvus_DescribeIndexRequest__Output, _milvus_proto_milvus_DescribeIndexResponse__Output>
  DescribePrewarmTask: MethodDefinition<_milvus_proto_milvus_DescribePrewarmTaskRequest, _milvus_proto_milvus_DescribePrewarmTaskResponse, _milvus_proto_milvus_DescribePrewarmTaskRequest__Output, _milvus_proto_milvus_DescribePrewarmTaskResponse__Output>
  ExportSnapshot: MethodDefinition<_milvus_proto_milvus_ExportSnapshotRequest, _milvus_proto_milvus_ExportSnapshotResponse, _milvus_proto_milvus_ExportSnapshotRequest__Output, _milvus_proto_milvus_ExportSnapshotResponse__Output>
  Flush: MethodDefinition<_milvus_proto_milvus_FlushRequest, _milvus_proto_milvus_FlushResponse, _milvus_proto_milvus_FlushRequest__Output, _milvus_proto_milvus_FlushResponse__Output>
  FlushAll: MethodDefinition<_milvus_proto_milvus_FlushAllRequest, _milvus_proto_milvus_FlushAllResponse, _milvus_proto_milvus_FlushAllRequest__Output, _milvus_proto_milvus_FlushAllResponse__Output>
  GetCompactionState: MethodDefinition<_milvus_proto_milvus_GetCompactionStateRequest, _milvus_proto_milvus_GetCompactionStateResponse, _milvus_proto_milvus_GetCompactionStateRequest__Output, _milvus_proto_milvus_GetCompactionStateResponse__Output>
  GetCompactionStateWithPlans: MethodDefinition<_milvus_proto_milvus_GetCompactionPlansRequest, _milvus_proto_milvus_GetCompactionPlansResponse, _milvus_proto_milvus_GetCompactionPlansRequest__Output, _milvus_proto_milvus_GetCompactionPlansResponse__Output>
  GetExportSnapshotState: MethodDefinition<_milvus_proto_milvus_GetExportSnapshotStateRequest, _milvus_proto_milvus_GetExportSnapshotStateResponse, _milvus_proto_milvus_GetExportSnapshotStateRequest__Output, _milvus_proto_milvus_GetExportSnapshotStateResponse__Output>
  GetFlushAllState: MethodDefinition<_milvus_proto_milvus_GetFlushAllStateRequest, _milvus_proto_milvus_GetFlushAllStateResponse, _milvus_proto_milvus_GetFlushAllStateRequest__Output, _milvus_proto_milvus_GetFlushAllStateResponse__Output>
  GetFlushState: MethodDefinition<_milvus_proto_milvus_GetFlushStateRequest, _milvus_proto_milvus_GetFlushStateResponse, _milvus_proto_milvus_GetFlushStateRequest__Output, _milvus_proto_milvus_GetFlushStateResponse__Output>
  GetImportState: MethodDefinition<_milvus_proto_milvus_GetImportStateRequest, _milvus_proto_milvus_GetImportStateResponse, _milvus_proto_milvus_GetImportStateRequest__Output, _milvus_proto_milvus_GetImportStateResponse__Output>
  GetLoadState: MethodDefinition<_milvus_proto_milvus_GetLoadStateRequest, _milvus_proto_milvus_GetLoadStateResponse, _milvus_proto_milvus_GetLoadStateRequest__Output, _milvus_proto_milvus_GetLoadStateResponse__Output>
  GetLoadingProgress: MethodDefinition<_milvus_proto_milvus_GetLoadingProgressRequest, _milvus_proto_milvus_GetLoadingProgressResponse, _milvus_proto_milvus_GetLoadingProgressRequest__Output, _milvus_proto_milvus_GetLoadingProgressResponse__Output>
  GetRefreshExternalCollectionProgress: MethodDefinition<_milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse, _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest__Output, _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>
  GetRestoreSnapshotState: MethodDefinition<_milvus_proto_milvus_GetRestoreSnapshotStateRequest, _milvus_proto_milvus_GetRestoreSnapshotStateResponse, _milvus_proto_milvus_GetRestoreSnapshotStateRequest__Output, _milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>
  GetVersion: MethodDefinition<_milvus_proto_milvus_GetVersionRequest, _milvus_proto_milvus_GetVersionResponse, _milvus_proto_milvus_GetVersionRequest__Output, _milvus_proto_milvus_GetVersionResponse__Output>
  Import: MethodDefinition<_milvus_proto_milvus_ImportRequest, _milvus_proto_milvus_ImportResponse, _milvus_proto_milvus_ImportRequest__Output, _milvus_proto_milvus_ImportResponse__Output>
  ListImportTasks: MethodDefinition<_milvus_proto_milvus_ListImportTasksRequest, _milvus_proto_milvus_ListImportTasksResponse, _milvus_proto_milvus_ListImportTasksRequest__Output, _milvus_proto_milvus_ListImportTasksResponse__Output>
  ListRefreshExternalCollectionJobs: MethodDefinition<_milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse, _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest__Output, _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>
  ListRestoreSnapshotJobs: MethodDefinition<_milvus_proto_milvus_ListRestoreSnapshotJobsRequest, _milvus_proto_milvus_ListRestoreSnapshotJobsResponse, _milvus_proto_milvus_ListRestoreSnapshotJobsRequest__Output, _milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>
  LoadCollection: MethodDefinition<_milvus_proto_milvus_LoadCollectionRequest, _milvus_proto_common_Status, _milvus_proto_milvus_LoadCollectionRequest__Output, _milvus_proto_common_Status__Output>
  LoadPartitions: MethodDefinition<_milvus_proto_milvus_LoadPartitionsRequest, _milvus_proto_common_Status, _milvus_proto_milvus_LoadPartitionsRequest__Output, _milvus_proto_common_Status__Output>
  ManualCompaction: MethodDefinition<_milvus_proto_milvus_ManualCompactionRequest, _milvus_proto_milvus_ManualCompactionResponse, _milvus_proto_milvus_ManualCompactionRequest__Output, _milvus_proto_milvus_ManualCompactionResponse__Output>
  Prewarm: MethodDefinition<_milvus_proto_milvus_PrewarmRequest, _milvus_proto_milvus_PrewarmResponse, _milvus_proto_milvus_PrewarmRequest__Output, _milvus_proto_milvus_PrewarmResponse__Output>
  RefreshExternalCollection: MethodDefinition<_milvus_proto_milvus_RefreshExternalCollectionRequest, _milvus_proto_milvus_RefreshExternalCollectionResponse, _milvus_proto_milvus_RefreshExternalCollectionRequest__Output, _milvus_proto_milvus_RefreshExternalCollectionResponse__Output>
  RestoreExternalSnapshot: MethodDefinition<_milvus_proto_milvus_RestoreExternalSnapshotRequest, _milvus_proto_milvus_RestoreExternalSnapshotResponse, _milvus_proto_milvus_RestoreExternalSnapshotRequest__Output, _milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>
  RestoreSnapshot: MethodDefinition<_milvus_proto_milvus_RestoreSnapshotRequest, _milvus_proto_milvus_RestoreSnapshotResponse, _milvus_proto_milvus_RestoreSnapshotRequest__Output, _milvus_proto_milvus_RestoreSnapshotResponse__Output>
}

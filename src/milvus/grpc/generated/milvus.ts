import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ClientInfo as _milvus_proto_common_ClientInfo, ClientInfo__Output as _milvus_proto_common_ClientInfo__Output } from './milvus/proto/common/ClientInfo.ts';
import type { ImmutableMessage as _milvus_proto_common_ImmutableMessage, ImmutableMessage__Output as _milvus_proto_common_ImmutableMessage__Output } from './milvus/proto/common/ImmutableMessage.ts';
import type { KeyValuePair as _milvus_proto_common_KeyValuePair, KeyValuePair__Output as _milvus_proto_common_KeyValuePair__Output } from './milvus/proto/common/KeyValuePair.ts';
import type { MessageID as _milvus_proto_common_MessageID, MessageID__Output as _milvus_proto_common_MessageID__Output } from './milvus/proto/common/MessageID.ts';
import type { ServerInfo as _milvus_proto_common_ServerInfo, ServerInfo__Output as _milvus_proto_common_ServerInfo__Output } from './milvus/proto/common/ServerInfo.ts';
import type { Status as _milvus_proto_common_Status, Status__Output as _milvus_proto_common_Status__Output } from './milvus/proto/common/Status.ts';
import type { CheckHealthRequest as _milvus_proto_milvus_CheckHealthRequest, CheckHealthRequest__Output as _milvus_proto_milvus_CheckHealthRequest__Output } from './milvus/proto/milvus/CheckHealthRequest.ts';
import type { CheckHealthResponse as _milvus_proto_milvus_CheckHealthResponse, CheckHealthResponse__Output as _milvus_proto_milvus_CheckHealthResponse__Output } from './milvus/proto/milvus/CheckHealthResponse.ts';
import type { ClusterInfo as _milvus_proto_milvus_ClusterInfo, ClusterInfo__Output as _milvus_proto_milvus_ClusterInfo__Output } from './milvus/proto/milvus/ClusterInfo.ts';
import type { CompactionMergeInfo as _milvus_proto_milvus_CompactionMergeInfo, CompactionMergeInfo__Output as _milvus_proto_milvus_CompactionMergeInfo__Output } from './milvus/proto/milvus/CompactionMergeInfo.ts';
import type { ConnectRequest as _milvus_proto_milvus_ConnectRequest, ConnectRequest__Output as _milvus_proto_milvus_ConnectRequest__Output } from './milvus/proto/milvus/ConnectRequest.ts';
import type { ConnectResponse as _milvus_proto_milvus_ConnectResponse, ConnectResponse__Output as _milvus_proto_milvus_ConnectResponse__Output } from './milvus/proto/milvus/ConnectResponse.ts';
import type { CreateIndexRequest as _milvus_proto_milvus_CreateIndexRequest, CreateIndexRequest__Output as _milvus_proto_milvus_CreateIndexRequest__Output } from './milvus/proto/milvus/CreateIndexRequest.ts';
import type { DescribeCollectionRequest as _milvus_proto_milvus_DescribeCollectionRequest, DescribeCollectionRequest__Output as _milvus_proto_milvus_DescribeCollectionRequest__Output } from './milvus/proto/milvus/DescribeCollectionRequest.ts';
import type { DescribeCollectionResponse as _milvus_proto_milvus_DescribeCollectionResponse, DescribeCollectionResponse__Output as _milvus_proto_milvus_DescribeCollectionResponse__Output } from './milvus/proto/milvus/DescribeCollectionResponse.ts';
import type { DescribeIndexRequest as _milvus_proto_milvus_DescribeIndexRequest, DescribeIndexRequest__Output as _milvus_proto_milvus_DescribeIndexRequest__Output } from './milvus/proto/milvus/DescribeIndexRequest.ts';
import type { DescribeIndexResponse as _milvus_proto_milvus_DescribeIndexResponse, DescribeIndexResponse__Output as _milvus_proto_milvus_DescribeIndexResponse__Output } from './milvus/proto/milvus/DescribeIndexResponse.ts';
import type { DescribePrewarmTaskRequest as _milvus_proto_milvus_DescribePrewarmTaskRequest, DescribePrewarmTaskRequest__Output as _milvus_proto_milvus_DescribePrewarmTaskRequest__Output } from './milvus/proto/milvus/DescribePrewarmTaskRequest.ts';
import type { DescribePrewarmTaskResponse as _milvus_proto_milvus_DescribePrewarmTaskResponse, DescribePrewarmTaskResponse__Output as _milvus_proto_milvus_DescribePrewarmTaskResponse__Output } from './milvus/proto/milvus/DescribePrewarmTaskResponse.ts';
import type { ExportSnapshotInfo as _milvus_proto_milvus_ExportSnapshotInfo, ExportSnapshotInfo__Output as _milvus_proto_milvus_ExportSnapshotInfo__Output } from './milvus/proto/milvus/ExportSnapshotInfo.ts';
import type { ExportSnapshotRequest as _milvus_proto_milvus_ExportSnapshotRequest, ExportSnapshotRequest__Output as _milvus_proto_milvus_ExportSnapshotRequest__Output } from './milvus/proto/milvus/ExportSnapshotRequest.ts';
import type { ExportSnapshotResponse as _milvus_proto_milvus_ExportSnapshotResponse, ExportSnapshotResponse__Output as _milvus_proto_milvus_ExportSnapshotResponse__Output } from './milvus/proto/milvus/ExportSnapshotResponse.ts';
import type { FlushAllRequest as _milvus_proto_milvus_FlushAllRequest, FlushAllRequest__Output as _milvus_proto_milvus_FlushAllRequest__Output } from './milvus/proto/milvus/FlushAllRequest.ts';
import type { FlushAllResponse as _milvus_proto_milvus_FlushAllResponse, FlushAllResponse__Output as _milvus_proto_milvus_FlushAllResponse__Output } from './milvus/proto/milvus/FlushAllResponse.ts';
import type { FlushAllResult as _milvus_proto_milvus_FlushAllResult, FlushAllResult__Output as _milvus_proto_milvus_FlushAllResult__Output } from './milvus/proto/milvus/FlushAllResult.ts';
import type { FlushAllState as _milvus_proto_milvus_FlushAllState, FlushAllState__Output as _milvus_proto_milvus_FlushAllState__Output } from './milvus/proto/milvus/FlushAllState.ts';
import type { FlushAllTarget as _milvus_proto_milvus_FlushAllTarget, FlushAllTarget__Output as _milvus_proto_milvus_FlushAllTarget__Output } from './milvus/proto/milvus/FlushAllTarget.ts';
import type { FlushCollectionResult as _milvus_proto_milvus_FlushCollectionResult, FlushCollectionResult__Output as _milvus_proto_milvus_FlushCollectionResult__Output } from './milvus/proto/milvus/FlushCollectionResult.ts';
import type { FlushRequest as _milvus_proto_milvus_FlushRequest, FlushRequest__Output as _milvus_proto_milvus_FlushRequest__Output } from './milvus/proto/milvus/FlushRequest.ts';
import type { FlushResponse as _milvus_proto_milvus_FlushResponse, FlushResponse__Output as _milvus_proto_milvus_FlushResponse__Output } from './milvus/proto/milvus/FlushResponse.ts';
import type { GetCompactionPlansRequest as _milvus_proto_milvus_GetCompactionPlansRequest, GetCompactionPlansRequest__Output as _milvus_proto_milvus_GetCompactionPlansRequest__Output } from './milvus/proto/milvus/GetCompactionPlansRequest.ts';
import type { GetCompactionPlansResponse as _milvus_proto_milvus_GetCompactionPlansResponse, GetCompactionPlansResponse__Output as _milvus_proto_milvus_GetCompactionPlansResponse__Output } from './milvus/proto/milvus/GetCompactionPlansResponse.ts';
import type { GetCompactionStateRequest as _milvus_proto_milvus_GetCompactionStateRequest, GetCompactionStateRequest__Output as _milvus_proto_milvus_GetCompactionStateRequest__Output } from './milvus/proto/milvus/GetCompactionStateRequest.ts';
import type { GetCompactionStateResponse as _milvus_proto_milvus_GetCompactionStateResponse, GetCompactionStateResponse__Output as _milvus_proto_milvus_GetCompactionStateResponse__Output } from './milvus/proto/milvus/GetCompactionStateResponse.ts';
import type { GetExportSnapshotStateRequest as _milvus_proto_milvus_GetExportSnapshotStateRequest, GetExportSnapshotStateRequest__Output as _milvus_proto_milvus_GetExportSnapshotStateRequest__Output } from './milvus/proto/milvus/GetExportSnapshotStateRequest.ts';
import type { GetExportSnapshotStateResponse as _milvus_proto_milvus_GetExportSnapshotStateResponse, GetExportSnapshotStateResponse__Output as _milvus_proto_milvus_GetExportSnapshotStateResponse__Output } from './milvus/proto/milvus/GetExportSnapshotStateResponse.ts';
import type { GetFlushAllStateRequest as _milvus_proto_milvus_GetFlushAllStateRequest, GetFlushAllStateRequest__Output as _milvus_proto_milvus_GetFlushAllStateRequest__Output } from './milvus/proto/milvus/GetFlushAllStateRequest.ts';
import type { GetFlushAllStateResponse as _milvus_proto_milvus_GetFlushAllStateResponse, GetFlushAllStateResponse__Output as _milvus_proto_milvus_GetFlushAllStateResponse__Output } from './milvus/proto/milvus/GetFlushAllStateResponse.ts';
import type { GetFlushStateRequest as _milvus_proto_milvus_GetFlushStateRequest, GetFlushStateRequest__Output as _milvus_proto_milvus_GetFlushStateRequest__Output } from './milvus/proto/milvus/GetFlushStateRequest.ts';
import type { GetFlushStateResponse as _milvus_proto_milvus_GetFlushStateResponse, GetFlushStateResponse__Output as _milvus_proto_milvus_GetFlushStateResponse__Output } from './milvus/proto/milvus/GetFlushStateResponse.ts';
import type { GetImportStateRequest as _milvus_proto_milvus_GetImportStateRequest, GetImportStateRequest__Output as _milvus_proto_milvus_GetImportStateRequest__Output } from './milvus/proto/milvus/GetImportStateRequest.ts';
import type { GetImportStateResponse as _milvus_proto_milvus_GetImportStateResponse, GetImportStateResponse__Output as _milvus_proto_milvus_GetImportStateResponse__Output } from './milvus/proto/milvus/GetImportStateResponse.ts';
import type { GetLoadStateRequest as _milvus_proto_milvus_GetLoadStateRequest, GetLoadStateRequest__Output as _milvus_proto_milvus_GetLoadStateRequest__Output } from './milvus/proto/milvus/GetLoadStateRequest.ts';
import type { GetLoadStateResponse as _milvus_proto_milvus_GetLoadStateResponse, GetLoadStateResponse__Output as _milvus_proto_milvus_GetLoadStateResponse__Output } from './milvus/proto/milvus/GetLoadStateResponse.ts';
import type { GetLoadingProgressRequest as _milvus_proto_milvus_GetLoadingProgressRequest, GetLoadingProgressRequest__Output as _milvus_proto_milvus_GetLoadingProgressRequest__Output } from './milvus/proto/milvus/GetLoadingProgressRequest.ts';
import type { GetLoadingProgressResponse as _milvus_proto_milvus_GetLoadingProgressResponse, GetLoadingProgressResponse__Output as _milvus_proto_milvus_GetLoadingProgressResponse__Output } from './milvus/proto/milvus/GetLoadingProgressResponse.ts';
import type { GetRefreshExternalCollectionProgressRequest as _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, GetRefreshExternalCollectionProgressRequest__Output as _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest__Output } from './milvus/proto/milvus/GetRefreshExternalCollectionProgressRequest.ts';
import type { GetRefreshExternalCollectionProgressResponse as _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse, GetRefreshExternalCollectionProgressResponse__Output as _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output } from './milvus/proto/milvus/GetRefreshExternalCollectionProgressResponse.ts';
import type { GetRestoreSnapshotStateRequest as _milvus_proto_milvus_GetRestoreSnapshotStateRequest, GetRestoreSnapshotStateRequest__Output as _milvus_proto_milvus_GetRestoreSnapshotStateRequest__Output } from './milvus/proto/milvus/GetRestoreSnapshotStateRequest.ts';
import type { GetRestoreSnapshotStateResponse as _milvus_proto_milvus_GetRestoreSnapshotStateResponse, GetRestoreSnapshotStateResponse__Output as _milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output } from './milvus/proto/milvus/GetRestoreSnapshotStateResponse.ts';
import type { GetVersionRequest as _milvus_proto_milvus_GetVersionRequest, GetVersionRequest__Output as _milvus_proto_milvus_GetVersionRequest__Output } from './milvus/proto/milvus/GetVersionRequest.ts';
import type { GetVersionResponse as _milvus_proto_milvus_GetVersionResponse, GetVersionResponse__Output as _milvus_proto_milvus_GetVersionResponse__Output } from './milvus/proto/milvus/GetVersionResponse.ts';
import type { ImportRequest as _milvus_proto_milvus_ImportRequest, ImportRequest__Output as _milvus_proto_milvus_ImportRequest__Output } from './milvus/proto/milvus/ImportRequest.ts';
import type { ImportResponse as _milvus_proto_milvus_ImportResponse, ImportResponse__Output as _milvus_proto_milvus_ImportResponse__Output } from './milvus/proto/milvus/ImportResponse.ts';
import type { IndexDescription as _milvus_proto_milvus_IndexDescription, IndexDescription__Output as _milvus_proto_milvus_IndexDescription__Output } from './milvus/proto/milvus/IndexDescription.ts';
import type { ListImportTasksRequest as _milvus_proto_milvus_ListImportTasksRequest, ListImportTasksRequest__Output as _milvus_proto_milvus_ListImportTasksRequest__Output } from './milvus/proto/milvus/ListImportTasksRequest.ts';
import type { ListImportTasksResponse as _milvus_proto_milvus_ListImportTasksResponse, ListImportTasksResponse__Output as _milvus_proto_milvus_ListImportTasksResponse__Output } from './milvus/proto/milvus/ListImportTasksResponse.ts';
import type { ListRefreshExternalCollectionJobsRequest as _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, ListRefreshExternalCollectionJobsRequest__Output as _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest__Output } from './milvus/proto/milvus/ListRefreshExternalCollectionJobsRequest.ts';
import type { ListRefreshExternalCollectionJobsResponse as _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse, ListRefreshExternalCollectionJobsResponse__Output as _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output } from './milvus/proto/milvus/ListRefreshExternalCollectionJobsResponse.ts';
import type { ListRestoreSnapshotJobsRequest as _milvus_proto_milvus_ListRestoreSnapshotJobsRequest, ListRestoreSnapshotJobsRequest__Output as _milvus_proto_milvus_ListRestoreSnapshotJobsRequest__Output } from './milvus/proto/milvus/ListRestoreSnapshotJobsRequest.ts';
import type { ListRestoreSnapshotJobsResponse as _milvus_proto_milvus_ListRestoreSnapshotJobsResponse, ListRestoreSnapshotJobsResponse__Output as _milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output } from './milvus/proto/milvus/ListRestoreSnapshotJobsResponse.ts';
import type { LoadCollectionRequest as _milvus_proto_milvus_LoadCollectionRequest, LoadCollectionRequest__Output as _milvus_proto_milvus_LoadCollectionRequest__Output } from './milvus/proto/milvus/LoadCollectionRequest.ts';
import type { LoadPartitionsRequest as _milvus_proto_milvus_LoadPartitionsRequest, LoadPartitionsRequest__Output as _milvus_proto_milvus_LoadPartitionsRequest__Output } from './milvus/proto/milvus/LoadPartitionsRequest.ts';
import type { ManualCompactionRequest as _milvus_proto_milvus_ManualCompactionRequest, ManualCompactionRequest__Output as _milvus_proto_milvus_ManualCompactionRequest__Output } from './milvus/proto/milvus/ManualCompactionRequest.ts';
import type { ManualCompactionResponse as _milvus_proto_milvus_ManualCompactionResponse, ManualCompactionResponse__Output as _milvus_proto_milvus_ManualCompactionResponse__Output } from './milvus/proto/milvus/ManualCompactionResponse.ts';
import type { MilvusServiceClient as _milvus_proto_milvus_MilvusServiceClient, MilvusServiceDefinition as _milvus_proto_milvus_MilvusServiceDefinition } from './milvus/proto/milvus/MilvusService.ts';
import type { PrewarmRequest as _milvus_proto_milvus_PrewarmRequest, PrewarmRequest__Output as _milvus_proto_milvus_PrewarmRequest__Output } from './milvus/proto/milvus/PrewarmRequest.ts';
import type { PrewarmResponse as _milvus_proto_milvus_PrewarmResponse, PrewarmResponse__Output as _milvus_proto_milvus_PrewarmResponse__Output } from './milvus/proto/milvus/PrewarmResponse.ts';
import type { RefreshExternalCollectionJobInfo as _milvus_proto_milvus_RefreshExternalCollectionJobInfo, RefreshExternalCollectionJobInfo__Output as _milvus_proto_milvus_RefreshExternalCollectionJobInfo__Output } from './milvus/proto/milvus/RefreshExternalCollectionJobInfo.ts';
import type { RefreshExternalCollectionRequest as _milvus_proto_milvus_RefreshExternalCollectionRequest, RefreshExternalCollectionRequest__Output as _milvus_proto_milvus_RefreshExternalCollectionRequest__Output } from './milvus/proto/milvus/RefreshExternalCollectionRequest.ts';
import type { RefreshExternalCollectionResponse as _milvus_proto_milvus_RefreshExternalCollectionResponse, RefreshExternalCollectionResponse__Output as _milvus_proto_milvus_RefreshExternalCollectionResponse__Output } from './milvus/proto/milvus/RefreshExternalCollectionResponse.ts';
import type { RestoreExternalSnapshotRequest as _milvus_proto_milvus_RestoreExternalSnapshotRequest, RestoreExternalSnapshotRequest__Output as _milvus_proto_milvus_RestoreExternalSnapshotRequest__Output } from './milvus/proto/milvus/RestoreExternalSnapshotRequest.ts';
import type { RestoreExternalSnapshotResponse as _milvus_proto_milvus_RestoreExternalSnapshotResponse, RestoreExternalSnapshotResponse__Output as _milvus_proto_milvus_RestoreExternalSnapshotResponse__Output } from './milvus/proto/milvus/RestoreExternalSnapshotResponse.ts';
import type { RestoreSnapshotInfo as _milvus_proto_milvus_RestoreSnapshotInfo, RestoreSnapshotInfo__Output as _milvus_proto_milvus_RestoreSnapshotInfo__Output } from './milvus/proto/milvus/RestoreSnapshotInfo.ts';
import type { RestoreSnapshotRequest as _milvus_proto_milvus_RestoreSnapshotRequest, RestoreSnapshotRequest__Output as _milvus_proto_milvus_RestoreSnapshotRequest__Output } from './milvus/proto/milvus/RestoreSnapshotRequest.ts';
import type { RestoreSnapshotResponse as _milvus_proto_milvus_RestoreSnapshotResponse, RestoreSnapshotResponse__Output as _milvus_proto_milvus_RestoreSnapshotResponse__Output } from './milvus/proto/milvus/RestoreSnapshotResponse.ts';
import type { MsgPosition as _milvus_proto_msg_MsgPosition, MsgPosition__Output as _milvus_proto_msg_MsgPosition__Output } from './milvus/proto/msg/MsgPosition.ts';
import type { CollectionSchema as _milvus_proto_schema_CollectionSchema, CollectionSchema__Output as _milvus_proto_schema_CollectionSchema__Output } from './milvus/proto/schema/CollectionSchema.ts';
import type { FieldSchema as _milvus_proto_schema_FieldSchema, FieldSchema__Output as _milvus_proto_schema_FieldSchema__Output } from './milvus/proto/schema/FieldSchema.ts';
import type { LongArray as _milvus_proto_schema_LongArray, LongArray__Output as _milvus_proto_schema_LongArray__Output } from './milvus/proto/schema/LongArray.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  milvus: {
    proto: {
      common: {
        ClientInfo: MessageTypeDefinition<_milvus_proto_common_ClientInfo, _milvus_proto_common_ClientInfo__Output>
        CompactionState: EnumTypeDefinition
        ErrorCode: EnumTypeDefinition
        ImmutableMessage: MessageTypeDefinition<_milvus_proto_common_ImmutableMessage, _milvus_proto_common_ImmutableMessage__Output>
        ImportState: EnumTypeDefinition
        IndexState: EnumTypeDefinition
        KeyValuePair: MessageTypeDefinition<_milvus_proto_common_KeyValuePair, _milvus_proto_common_KeyValuePair__Output>
        LoadState: EnumTypeDefinition
        MessageID: MessageTypeDefinition<_milvus_proto_common_MessageID, _milvus_proto_common_MessageID__Output>
        ServerInfo: MessageTypeDefinition<_milvus_proto_common_ServerInfo, _milvus_proto_common_ServerInfo__Output>
        Status: MessageTypeDefinition<_milvus_proto_common_Status, _milvus_proto_common_Status__Output>
        WALName: EnumTypeDefinition
      }
      milvus: {
        CheckHealthRequest: MessageTypeDefinition<_milvus_proto_milvus_CheckHealthRequest, _milvus_proto_milvus_CheckHealthRequest__Output>
        CheckHealthResponse: MessageTypeDefinition<_milvus_proto_milvus_CheckHealthResponse, _milvus_proto_milvus_CheckHealthResponse__Output>
        ClusterInfo: MessageTypeDefinition<_milvus_proto_milvus_ClusterInfo, _milvus_proto_milvus_ClusterInfo__Output>
        CompactionMergeInfo: MessageTypeDefinition<_milvus_proto_milvus_CompactionMergeInfo, _milvus_proto_milvus_CompactionMergeInfo__Output>
        ConnectRequest: MessageTypeDefinition<_milvus_proto_milvus_ConnectRequest, _milvus_proto_milvus_ConnectRequest__Output>
        ConnectResponse: MessageTypeDefinition<_milvus_proto_milvus_ConnectResponse, _milvus_proto_milvus_ConnectResponse__Output>
        CreateIndexRequest: MessageTypeDefinition<_milvus_proto_milvus_CreateIndexRequest, _milvus_proto_milvus_CreateIndexRequest__Output>
        DescribeCollectionRequest: MessageTypeDefinition<_milvus_proto_milvus_DescribeCollectionRequest, _milvus_proto_milvus_DescribeCollectionRequest__Output>
        DescribeCollectionResponse: MessageTypeDefinition<_milvus_proto_milvus_DescribeCollectionResponse, _milvus_proto_milvus_DescribeCollectionResponse__Output>
        DescribeIndexRequest: MessageTypeDefinition<_milvus_proto_milvus_DescribeIndexRequest, _milvus_proto_milvus_DescribeIndexRequest__Output>
        DescribeIndexResponse: MessageTypeDefinition<_milvus_proto_milvus_DescribeIndexResponse, _milvus_proto_milvus_DescribeIndexResponse__Output>
        DescribePrewarmTaskRequest: MessageTypeDefinition<_milvus_proto_milvus_DescribePrewarmTaskRequest, _milvus_proto_milvus_DescribePrewarmTaskRequest__Output>
        DescribePrewarmTaskResponse: MessageTypeDefinition<_milvus_proto_milvus_DescribePrewarmTaskResponse, _milvus_proto_milvus_DescribePrewarmTaskResponse__Output>
        ExportSnapshotInfo: MessageTypeDefinition<_milvus_proto_milvus_ExportSnapshotInfo, _milvus_proto_milvus_ExportSnapshotInfo__Output>
        ExportSnapshotRequest: MessageTypeDefinition<_milvus_proto_milvus_ExportSnapshotRequest, _milvus_proto_milvus_ExportSnapshotRequest__Output>
        ExportSnapshotResponse: MessageTypeDefinition<_milvus_proto_milvus_ExportSnapshotResponse, _milvus_proto_milvus_ExportSnapshotResponse__Output>
        ExportSnapshotState: EnumTypeDefinition
        FlushAllRequest: MessageTypeDefinition<_milvus_proto_milvus_FlushAllRequest, _milvus_proto_milvus_FlushAllRequest__Output>
        FlushAllResponse: MessageTypeDefinition<_milvus_proto_milvus_FlushAllResponse, _milvus_proto_milvus_FlushAllResponse__Output>
        FlushAllResult: MessageTypeDefinition<_milvus_proto_milvus_FlushAllResult, _milvus_proto_milvus_FlushAllResult__Output>
        FlushAllState: MessageTypeDefinition<_milvus_proto_milvus_FlushAllState, _milvus_proto_milvus_FlushAllState__Output>
        FlushAllTarget: MessageTypeDefinition<_milvus_proto_milvus_FlushAllTarget, _milvus_proto_milvus_FlushAllTarget__Output>
        FlushCollectionResult: MessageTypeDefinition<_milvus_proto_milvus_FlushCollectionResult, _milvus_proto_milvus_FlushCollectionResult__Output>
        FlushRequest: MessageTypeDefinition<_milvus_proto_milvus_FlushRequest, _milvus_proto_milvus_FlushRequest__Output>
        FlushResponse: MessageTypeDefinition<_milvus_proto_milvus_FlushResponse, _milvus_proto_milvus_FlushResponse__Output>
        GetCompactionPlansRequest: MessageTypeDefinition<_milvus_proto_milvus_GetCompactionPlansRequest, _milvus_proto_milvus_GetCompactionPlansRequest__Output>
        GetCompactionPlansResponse: MessageTypeDefinition<_milvus_proto_milvus_GetCompactionPlansResponse, _milvus_proto_milvus_GetCompactionPlansResponse__Output>
        GetCompactionStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetCompactionStateRequest, _milvus_proto_milvus_GetCompactionStateRequest__Output>
        GetCompactionStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetCompactionStateResponse, _milvus_proto_milvus_GetCompactionStateResponse__Output>
        GetExportSnapshotStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetExportSnapshotStateRequest, _milvus_proto_milvus_GetExportSnapshotStateRequest__Output>
        GetExportSnapshotStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetExportSnapshotStateResponse, _milvus_proto_milvus_GetExportSnapshotStateResponse__Output>
        GetFlushAllStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetFlushAllStateRequest, _milvus_proto_milvus_GetFlushAllStateRequest__Output>
        GetFlushAllStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetFlushAllStateResponse, _milvus_proto_milvus_GetFlushAllStateResponse__Output>
        GetFlushStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetFlushStateRequest, _milvus_proto_milvus_GetFlushStateRequest__Output>
        GetFlushStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetFlushStateResponse, _milvus_proto_milvus_GetFlushStateResponse__Output>
        GetImportStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetImportStateRequest, _milvus_proto_milvus_GetImportStateRequest__Output>
        GetImportStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetImportStateResponse, _milvus_proto_milvus_GetImportStateResponse__Output>
        GetLoadStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetLoadStateRequest, _milvus_proto_milvus_GetLoadStateRequest__Output>
        GetLoadStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetLoadStateResponse, _milvus_proto_milvus_GetLoadStateResponse__Output>
        GetLoadingProgressRequest: MessageTypeDefinition<_milvus_proto_milvus_GetLoadingProgressRequest, _milvus_proto_milvus_GetLoadingProgressRequest__Output>
        GetLoadingProgressResponse: MessageTypeDefinition<_milvus_proto_milvus_GetLoadingProgressResponse, _milvus_proto_milvus_GetLoadingProgressResponse__Output>
        GetRefreshExternalCollectionProgressRequest: MessageTypeDefinition<_milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest, _milvus_proto_milvus_GetRefreshExternalCollectionProgressRequest__Output>
        GetRefreshExternalCollectionProgressResponse: MessageTypeDefinition<_milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse, _milvus_proto_milvus_GetRefreshExternalCollectionProgressResponse__Output>
        GetRestoreSnapshotStateRequest: MessageTypeDefinition<_milvus_proto_milvus_GetRestoreSnapshotStateRequest, _milvus_proto_milvus_GetRestoreSnapshotStateRequest__Output>
        GetRestoreSnapshotStateResponse: MessageTypeDefinition<_milvus_proto_milvus_GetRestoreSnapshotStateResponse, _milvus_proto_milvus_GetRestoreSnapshotStateResponse__Output>
        GetVersionRequest: MessageTypeDefinition<_milvus_proto_milvus_GetVersionRequest, _milvus_proto_milvus_GetVersionRequest__Output>
        GetVersionResponse: MessageTypeDefinition<_milvus_proto_milvus_GetVersionResponse, _milvus_proto_milvus_GetVersionResponse__Output>
        ImportRequest: MessageTypeDefinition<_milvus_proto_milvus_ImportRequest, _milvus_proto_milvus_ImportRequest__Output>
        ImportResponse: MessageTypeDefinition<_milvus_proto_milvus_ImportResponse, _milvus_proto_milvus_ImportResponse__Output>
        IndexDescription: MessageTypeDefinition<_milvus_proto_milvus_IndexDescription, _milvus_proto_milvus_IndexDescription__Output>
        ListImportTasksRequest: MessageTypeDefinition<_milvus_proto_milvus_ListImportTasksRequest, _milvus_proto_milvus_ListImportTasksRequest__Output>
        ListImportTasksResponse: MessageTypeDefinition<_milvus_proto_milvus_ListImportTasksResponse, _milvus_proto_milvus_ListImportTasksResponse__Output>
        ListRefreshExternalCollectionJobsRequest: MessageTypeDefinition<_milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest, _milvus_proto_milvus_ListRefreshExternalCollectionJobsRequest__Output>
        ListRefreshExternalCollectionJobsResponse: MessageTypeDefinition<_milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse, _milvus_proto_milvus_ListRefreshExternalCollectionJobsResponse__Output>
        ListRestoreSnapshotJobsRequest: MessageTypeDefinition<_milvus_proto_milvus_ListRestoreSnapshotJobsRequest, _milvus_proto_milvus_ListRestoreSnapshotJobsRequest__Output>
        ListRestoreSnapshotJobsResponse: MessageTypeDefinition<_milvus_proto_milvus_ListRestoreSnapshotJobsResponse, _milvus_proto_milvus_ListRestoreSnapshotJobsResponse__Output>
        LoadCollectionRequest: MessageTypeDefinition<_milvus_proto_milvus_LoadCollectionRequest, _milvus_proto_milvus_LoadCollectionRequest__Output>
        LoadPartitionsRequest: MessageTypeDefinition<_milvus_proto_milvus_LoadPartitionsRequest, _milvus_proto_milvus_LoadPartitionsRequest__Output>
        ManualCompactionRequest: MessageTypeDefinition<_milvus_proto_milvus_ManualCompactionRequest, _milvus_proto_milvus_ManualCompactionRequest__Output>
        ManualCompactionResponse: MessageTypeDefinition<_milvus_proto_milvus_ManualCompactionResponse, _milvus_proto_milvus_ManualCompactionResponse__Output>
        MilvusService: SubtypeConstructor<typeof grpc.Client, _milvus_proto_milvus_MilvusServiceClient> & { service: _milvus_proto_milvus_MilvusServiceDefinition }
        PrewarmRequest: MessageTypeDefinition<_milvus_proto_milvus_PrewarmRequest, _milvus_proto_milvus_PrewarmRequest__Output>
        PrewarmResponse: MessageTypeDefinition<_milvus_proto_milvus_PrewarmResponse, _milvus_proto_milvus_PrewarmResponse__Output>
        PrewarmTaskState: EnumTypeDefinition
        QuotaState: EnumTypeDefinition
        RefreshExternalCollectionJobInfo: MessageTypeDefinition<_milvus_proto_milvus_RefreshExternalCollectionJobInfo, _milvus_proto_milvus_RefreshExternalCollectionJobInfo__Output>
        RefreshExternalCollectionRequest: MessageTypeDefinition<_milvus_proto_milvus_RefreshExternalCollectionRequest, _milvus_proto_milvus_RefreshExternalCollectionRequest__Output>
        RefreshExternalCollectionResponse: MessageTypeDefinition<_milvus_proto_milvus_RefreshExternalCollectionResponse, _milvus_proto_milvus_RefreshExternalCollectionResponse__Output>
        RefreshExternalCollectionState: EnumTypeDefinition
        RestoreExternalSnapshotRequest: MessageTypeDefinition<_milvus_proto_milvus_RestoreExternalSnapshotRequest, _milvus_proto_milvus_RestoreExternalSnapshotRequest__Output>
        RestoreExternalSnapshotResponse: MessageTypeDefinition<_milvus_proto_milvus_RestoreExternalSnapshotResponse, _milvus_proto_milvus_RestoreExternalSnapshotResponse__Output>
        RestoreSnapshotInfo: MessageTypeDefinition<_milvus_proto_milvus_RestoreSnapshotInfo, _milvus_proto_milvus_RestoreSnapshotInfo__Output>
        RestoreSnapshotRequest: MessageTypeDefinition<_milvus_proto_milvus_RestoreSnapshotRequest, _milvus_proto_milvus_RestoreSnapshotRequest__Output>
        RestoreSnapshotResponse: MessageTypeDefinition<_milvus_proto_milvus_RestoreSnapshotResponse, _milvus_proto_milvus_RestoreSnapshotResponse__Output>
        RestoreSnapshotState: EnumTypeDefinition
      }
      msg: {
        MsgPosition: MessageTypeDefinition<_milvus_proto_msg_MsgPosition, _milvus_proto_msg_MsgPosition__Output>
      }
      schema: {
        CollectionSchema: MessageTypeDefinition<_milvus_proto_schema_CollectionSchema, _milvus_proto_schema_CollectionSchema__Output>
        DataType: EnumTypeDefinition
        FieldSchema: MessageTypeDefinition<_milvus_proto_schema_FieldSchema, _milvus_proto_schema_FieldSchema__Output>
        LongArray: MessageTypeDefinition<_milvus_proto_schema_LongArray, _milvus_proto_schema_LongArray__Output>
      }
    }
  }
}


/**
 * The methods of Milvus's own REST v2, named by their paths below `/v2/vectordb/jobs/`: docs/milvus.md#rest
 * What a response says is not typed: no proto stands behind it, so its readers take nothing for granted.
 */

/** The body of a request by method; undefined fields are left out. */
export interface RestRequests {
  "import/get_progress": { readonly jobId: string };
  "import/list": { readonly dbName?: string; readonly collectionName?: string };
  "import/create": {
    readonly dbName?: string | undefined;
    readonly collectionName: string;
    readonly partitionName?: string | undefined;
    readonly files: readonly (readonly string[])[];
    readonly options?: Readonly<Record<string, string>> | undefined;
  };
  "import/commit": { readonly jobId: string };
  "import/abort": { readonly jobId: string };
}

export type RestMethodName = keyof RestRequests;

/** A successful response. */
export interface RestReply {
  /** 200 before Milvus 2.4.3, then 0. */
  readonly code: number;
  /** As Milvus wrote it, secrets redacted; whole numbers beyond 2^53 are bigint. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds: earlier than now where a kept response serves several callers. */
  readonly receivedAt: number;
}

/** What is known of the Milvus behind the gateway before a job is asked for. */

/** Milvus's own REST: it answers, it has no such routes, it is turned off, or it fails for a reason. */
export type RestStatus =
  | { readonly status: "ok" | "absent" | "off" }
  | { readonly status: "failing"; readonly reason: string };

/** Whether a method of Milvus is one of its REST: only their names, which are paths, have a slash. */
export const isOfRest = (method: string) => method.includes("/");

/** Whether REST can be asked at all, perhaps in vain. */
export const hasRest = ({ rest }: Pick<ServerFacts, "rest">) => rest.status === "ok" || rest.status === "failing";

export interface ServerFacts {
  readonly rest: RestStatus;
  /** As GetVersion has it, such as `v2.4.1`; null where nobody asked, or Milvus does not tell. */
  readonly version: string | null;
}

/** A Milvus of which only its gRPC API is used. */
export const GRPC_ONLY: ServerFacts = { rest: { status: "off" }, version: null };

/** Bulk imports: files become rows. The id comes from starting one. Facts: docs/milvus.md#imports */
import type { RestReply } from "../../milvus/methods.ts";
import { GatewayError } from "../../model/errors.ts";
import { int64Id } from "../../model/ids.ts";
import type { Warning } from "../../model/job.ts";
import { hasRest, type RestStatus, type ServerFacts } from "../../model/server-facts.ts";
import * as values from "../../model/values.ts";
import {
  type ActionOperation,
  type Calls,
  call,
  callAll,
  defineKind,
  type GetInput,
  type JobResult,
  type ListInput,
  type ListResult,
  type Outcome,
  requireReply,
} from "../kind.ts";
import { scopeOf } from "../unfiltered-list.ts";
import { abortExamples, commitExamples, getExamples, listExamples, startExamples } from "./examples.ts";
import { listByRest } from "./kept-list.ts";
import {
  body,
  details,
  hasSeveralGroups,
  LIST_WITHOUT_IDS,
  ownWarnings,
  restUnavailable,
  toJob,
  toJobOfGroups,
  toListedJob,
  toRequest,
  toRestRequest,
  toStartedJob,
  toUnreadJob,
} from "./mapping.ts";
import { type RestReport, readProgress } from "./rest.ts";
import { retentionOf } from "./retention.ts";
import { routine, simulation } from "./simulation.ts";
import { assertKnown } from "./unknown-ids.ts";

/** Milvus 2.3 retries an unknown collection until just before the deadline, so a call that fails at once comes first. */
function* assertCollectionExists(dbName: string, collectionName: string): Calls<void> {
  try {
    yield* call("DescribeCollection", { db_name: dbName, collection_name: collectionName });
  } catch (error) {
    const { status, code } = GatewayError.from(error);
    // Any other failure of Milvus says nothing about the import, for which there is time left.
    if (status === 404 || code === "DEADLINE_EXCEEDED" || code === "INTERNAL") throw error;
  }
}

/** One job, as gRPC has it, with what REST adds. */
function* getJob({ id, dbName }: GetInput<string>, server: ServerFacts): Calls<JobResult> {
  const known = { id, dbName };
  const { rest } = server;
  if (rest.status !== "ok") {
    const reply = yield* call("GetImportState", { task: id });
    return { job: toJob(reply, known, warningsOfStatus(rest)), reply, restReply: null };
  }
  yield* assertKnown(id, server);
  const [state, progress] = yield* callAll(
    { method: "GetImportState", request: { task: id } },
    { method: "import/get_progress", request: { jobId: id }, patience: "brief" },
  );
  const reply = requireReply(state);
  const { report, warnings, data } = readAddition(progress);
  return { job: toJob(reply, known, warnings, report), reply, restReply: data };
}

interface Addition {
  readonly report?: RestReport | undefined;
  readonly warnings: readonly Warning[];
  readonly data: object | null;
}

function readAddition(progress: Outcome<RestReply>): Addition {
  if (!progress.ok) return { warnings: warningsOf(progress.error), data: null };
  const { data } = progress.reply;
  const report = readProgress(data);
  return { report, warnings: report ? [] : [restUnavailable("the response has no state")], data };
}

/** Only a REST that fails is worth a warning: not one that is off, or absent. */
function warningsOfStatus(rest: RestStatus): Warning[] {
  return rest.status === "failing" ? [restUnavailable(rest.reason)] : [];
}

/** A Milvus without such routes is no failure of REST. */
function warningsOf({ code, message, upstream }: GatewayError): Warning[] {
  return code === "NOT_SUPPORTED_BY_SERVER" ? [] : [restUnavailable(upstream?.reason ?? message)];
}

/** The jobs as REST lists them; where it has none, or does not answer, as gRPC does. */
function* listJobs(input: ListInput, { rest }: ServerFacts): Calls<ListResult> {
  if (rest.status !== "ok") {
    return yield* listByGrpc(input, warningsOfStatus(rest));
  }
  const { dbName = "default", collectionName } = input;
  const request = collectionName === undefined ? {} : { dbName, collectionName };
  const list = yield* listByRest(request);
  if (!list.ok) return yield* listByGrpc(input, warningsOf(list.error));
  const { data, receivedAt } = list.reply;
  if (!Array.isArray(data.records)) return yield* listByGrpc(input, [restUnavailable("the response has no records")]);
  // An empty list proves nothing: Milvus writes one, too, when its coordinator is away.
  if (data.records.length === 0) return yield* listByGrpc(input, []);
  return { jobs: toListedJobs(data.records, input), reply: {}, receivedAt };
}

function toListedJobs(records: readonly unknown[], input: ListInput) {
  const scope = scopeOf(input, "import");
  const known = { dbName: scope.dbName, collectionName: input.collectionName };
  return records
    .map((record) => (typeof record === "object" && record !== null ? (record as Record<string, unknown>) : {}))
    .map((record) => ({ record, id: readId(record.jobId) }))
    .sort((a, b) => compareIds(b.id, a.id)) // Milvus's order is random: newest first
    .map(({ record, id }) => toListedJob(record, { ...known, id }, scope.warnings));
}

function readId(jobId: unknown): string | null {
  const id = typeof jobId === "string" ? int64Id.read(jobId) : null;
  return typeof id === "string" ? id : null;
}

/** By number, of which the shorter text is the smaller; what has no id comes first. */
function compareIds(a: string | null, b: string | null): number {
  const [first, second] = [a ?? "", b ?? ""];
  if (first.length !== second.length) return first.length - second.length;
  return first < second ? -1 : Number(first > second);
}

function* listByGrpc({ dbName, collectionName }: ListInput, given: readonly Warning[]): Calls<ListResult> {
  const reply = yield* call("ListImportTasks", {
    collection_name: collectionName ?? "",
    db_name: dbName ?? "default",
    limit: "0",
  });
  const scope = scopeOf({ dbName, collectionName }, "import");
  const jobs = reply.tasks.map((task) => {
    const id = values.id(task.id);
    const warnings = [...(id === null ? [LIST_WITHOUT_IDS] : []), ...scope.warnings, ...given];
    return toJob(task, { id, dbName: scope.dbName, collectionName }, warnings);
  });
  return { jobs, reply };
}

/** Throws NOT_SUPPORTED_BY_SERVER where Milvus's REST is not to be had; one that fails is asked all the same. */
function assertRest(server: ServerFacts, what: string): void {
  if (hasRest(server)) return;
  const why =
    server.rest.status === "off" ? "the gateway is not to use (MILVUS_HTTP)" : "this Milvus does not have here";
  throw new GatewayError("NOT_SUPPORTED_BY_SERVER", `${what} needs Milvus's own REST, which ${why}.`);
}

const DOING = { commit: "Committing an import", abort: "Aborting an import" } as const;

/** Milvus waits for one of them at the end of an import with the option auto_commit=false. */
function action(
  name: "commit" | "abort",
  texts: Pick<ActionOperation<string>, "summary" | "description" | "examples">,
): ActionOperation<string> {
  const method = `import/${name}` as const;
  return {
    name,
    ...texts,
    methods: [method, "GetImportState", "import/get_progress"],
    *run(input, server) {
      assertRest(server, DOING[name]);
      yield* call(method, { jobId: input.id });
      try {
        return yield* getJob(input, server);
      } catch (error) {
        if (GatewayError.from(error).code === "INTERNAL") throw error;
        return { job: toUnreadJob(input), reply: {}, restReply: null };
      }
    },
  };
}

export const importKind = defineKind({
  name: "import",
  title: "Imports",
  description:
    "A bulk import turns files in Milvus's bucket into rows of a collection. Its id comes from starting one, or from the list. From Milvus 2.4 on, its collection, its files and its end come from Milvus's own REST, which the gateway asks beside gRPC; without it they are null.",
  id: int64Id,
  details,
  retention: retentionOf,
  since: {
    "import/get_progress": { version: "2.4" },
    "import/list": { version: "2.4" },
    "import/create": { version: "2.4" },
    "import/commit": { version: "3.0" },
    "import/abort": { version: "3.0" },
  },
  notFound: [{ text: /import job does not exist/i }, { text: /^job \d+ not found/i }, { code: 1000 }], // 1000: the key of a task of 2.3
  warnings: ownWarnings,
  uncancellable: ["GetImportState", "ListImportTasks", "import/create", "import/commit", "import/abort"],
  get: {
    summary: "Get an import job",
    description:
      "How an import goes. Long stays at 70 or 80 percent are normal: Milvus sorts and indexes then. A succeeded import is written and indexed; query nodes may need a load with `refresh` to serve it.",
    methods: ["GetImportState", "import/get_progress", "import/list"],
    run: getJob,
    examples: getExamples,
  },
  list: {
    summary: "List import jobs",
    description:
      "The newest first. The list is up to 5 s old (`Age`), because it is dear for Milvus. Without `collectionName`, the jobs of all databases are listed. Where Milvus's own REST does not answer, Milvus 2.4 and later list jobs without ids, times and collections: every entry has `id: null` and the warning LIST_WITHOUT_IDS.",
    methods: ["import/list", "ListImportTasks"],
    mayLackId: true,
    run: listJobs,
    examples: listExamples,
  },
  start: {
    summary: "Start an import",
    description:
      "Starts a bulk import of files that are already in Milvus's bucket. Never retried by the gateway: without an Idempotency-Key that the server honours (2.6.24, 3.0.2 and later), a second request imports a second time.",
    methods: ["DescribeCollection", "Import", "import/create"],
    methodsFor: (body) => (hasSeveralGroups(body) ? ["import/create"] : ["DescribeCollection", "Import"]),
    body,
    takesIdempotencyKey: true,
    *run({ body, idempotencyKey }, server) {
      if (hasSeveralGroups(body)) {
        assertRest(server, "An import of several file groups");
        const reply = yield* call("import/create", toRestRequest(body), { idempotencyKey });
        return { job: toJobOfGroups(body, reply), reply: {}, restReply: reply.data };
      }
      yield* assertCollectionExists(body.dbName, body.collectionName);
      const reply = yield* call("Import", toRequest(body, idempotencyKey));
      return { job: toStartedJob(body, reply), reply, restReply: null };
    },
    examples: startExamples,
  },
  actions: [
    action("commit", {
      summary: "Commit an import",
      description:
        "Finishes a two-phase import (option `auto_commit` of `false`) that waits with stage `awaiting_commit`: its rows become visible. Committing twice is fine. Milvus 3.0 and later.",
      examples: commitExamples,
    }),
    action("abort", {
      summary: "Abort an import",
      description:
        "Gives up a two-phase import (option `auto_commit` of `false`) that is not committed yet; it fails with reason `aborted by user`. Milvus 3.0 and later.",
      examples: abortExamples,
    }),
  ],
  simulation,
  routine,
});

/** GET /v1/jobs: the list over all kinds. */
import { z } from "zod";
import { type ItemProblem, toItemProblem } from "../http/problem.ts";
import { represent, send } from "../http/representation.ts";
import type { Caller } from "../jobs/jobs.ts";
import { notListed } from "../kinds/job-name.ts";
import type { Kind } from "../kinds/kind.ts";
import { type GatewayError, invalidArgument } from "../model/errors.ts";
import type { Job } from "../model/job.ts";
import type { Exchange, Handler } from "./handler.ts";
import { toItemFailure } from "./item-failure.ts";
import { ageHeader, listQuery, NEEDS_COLLECTION, toPage } from "./page.ts";
import { readRequest } from "./read-request.ts";
import type { Routing } from "./routing.ts";

export const REPEATED_KINDS: ReadonlySet<string> = new Set(["kind"]);

/** The query of the list over all kinds. */
export function allJobsQuery(kinds: readonly Kind[]) {
  const listable = kinds.filter((kind) => kind.list).map((kind) => kind.name);
  return listQuery.extend({
    kind: z
      .array(z.string())
      .transform((texts) => texts.flatMap((text) => text.split(",")))
      .pipe(
        z.array(
          z.enum(listable, { error: ({ input }) => notListed(kinds, String(input)) }).meta({ id: "ListableKind" }),
        ),
      )
      .optional()
      .meta({ description: "Only these kinds; repeat it, or join them with commas.", example: listable.slice(0, 1) }),
  });
}

interface Listed {
  readonly jobs: readonly Job[];
  readonly unavailable: readonly { readonly kind: string; readonly problem: ItemProblem }[];
  readonly failure?: GatewayError;
  readonly receivedAt?: number | undefined;
}

export function listAllJobs(routing: Routing): Handler {
  const { kinds, config } = routing;
  const parts = { query: allJobsQuery(kinds), repeated: REPEATED_KINDS };
  return async (exchange) => {
    const { query, caller } = readRequest(exchange, config, parts);
    const { dbName, collectionName } = query;
    const wanted = kinds.filter((kind) => {
      if (!kind.list) return false;
      if (query.kind) return query.kind.includes(kind.name);
      return !kind.list.needsCollection || collectionName !== undefined;
    });
    const lists = await Promise.all(
      wanted.map((kind) => listOne(kind, { dbName, collectionName }, { ...routing, caller, exchange })),
    );
    throwIfAllFailed(lists);
    const { jobs, nextPageToken } = toPage(
      lists.flatMap((list) => list.jobs),
      `all ${query.kind?.join(",") ?? ""}`,
      query,
    );
    const unavailable = lists.flatMap((list) => list.unavailable);
    const received = lists.flatMap(({ receivedAt }) => receivedAt ?? []);
    const headers = ageHeader(received.length > 0 ? Math.min(...received) : undefined);
    send(exchange.request, exchange.response, represent({ jobs, nextPageToken, unavailable }), { headers });
  };
}

/**
 * When every kind failed alike, or because Milvus is unavailable, that is the response. A kind that this Milvus does not
 * have says nothing about the others.
 */
function throwIfAllFailed(lists: readonly Listed[]): void {
  const failures = lists.flatMap(({ failure }) => failure ?? []);
  if (failures.length < lists.length) return;
  const told = failures.filter(({ code }) => code !== "NOT_SUPPORTED_BY_SERVER");
  const [first = failures[0]] = told;
  const isOne = new Set(told.map(essenceOf)).size <= 1 || told.every(({ retryable }) => retryable);
  if (first && isOne) throw first;
}

/** What two failures have in common that are alike: texts name the calls, which differ. */
function essenceOf({ code, status, upstream }: GatewayError): string {
  const isWide = code === "UPSTREAM_ERROR" || code === "UPSTREAM_REJECTED";
  return `${code} ${status} ${isWide ? upstream?.milvusCode : ""}`;
}

/** One kind's jobs, or why there are none. */
async function listOne(
  kind: Kind,
  filter: { readonly dbName: string | undefined; readonly collectionName: string | undefined },
  {
    jobs,
    publicPathOf,
    log,
    caller,
    exchange,
  }: Pick<Routing, "jobs" | "publicPathOf" | "log"> & { caller: Caller; exchange: Exchange },
): Promise<Listed> {
  const publicPath = publicPathOf(exchange.request);
  if (kind.list?.needsCollection && filter.collectionName === undefined) {
    const error = invalidArgument([{ in: "query", field: "collectionName", message: NEEDS_COLLECTION }]);
    const problem = toItemProblem(error, publicPath);
    return { jobs: [], unavailable: [{ kind: kind.name, problem }], failure: error };
  }
  try {
    const list = await jobs.list(kind, filter, caller);
    return { jobs: list.jobs, unavailable: [], receivedAt: list.receivedAt };
  } catch (thrown) {
    const failure = toItemFailure(thrown, exchange, log);
    return { jobs: [], unavailable: [{ kind: kind.name, problem: toItemProblem(failure, publicPath) }], failure };
  }
}

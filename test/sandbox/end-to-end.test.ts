/** Every worked example through real sockets: HTTP → gateway → gRPC → a Milvus that returns as the example says. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import type { Example, ExampleCall, Kind } from "../../src/kinds/kind.ts";
import { milvusService } from "../../src/milvus/grpc/proto.ts";
import type { RpcName } from "../../src/milvus/methods.ts";
import { PROBLEMS } from "../../src/model/errors.ts";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import { type RequestOptions, sendRequest } from "../support/send-request.ts";
import { toWire } from "../support/wire.ts";

type Input = { readonly id: unknown; readonly dbName: string };

/** The path of one job: its id as it is, and percent-encoded. */
function pathsOf({ name, id: format }: Kind, { id, dbName }: Input, below = ""): string[] {
  const written = format.write(id);
  const query = format.namesDatabase ? "" : `?dbName=${dbName}`;
  return [...new Set([written, encodeURIComponent(written)])].map((text) => `/v1/jobs/${name}/${text}${below}${query}`);
}

/** The whole body; of a problem, what is the same for every problem of its type. */
function bodyOf(output: object): unknown {
  if (!("problem" in output)) return output;
  const code = output.problem as keyof typeof PROBLEMS; // the only outputs with that key are problems
  return expect.objectContaining({
    type: `/problems/${code.toLowerCase().replaceAll("_", "-")}`,
    title: PROBLEMS[code].title,
    code,
    detail: expect.any(String),
    requestId: expect.any(String),
  });
}

// Reads of one job, from the sandbox, which is seeded with them

let sandboxed: SandboxedGateway;
beforeAll(async () => {
  sandboxed = await startSandboxedGateway("3.1");
});
afterAll(() => sandboxed.stop());

const reads = KINDS.flatMap((kind) =>
  kind.get.examples.flatMap(({ summary, input, output }) =>
    pathsOf(kind, input).map((path) => [`${kind.name}: ${summary} (${path})`, { path, body: bodyOf(output) }] as const),
  ),
);

test.each(reads)("%s", async (_title, { path, body }) => {
  expect((await sendRequest(sandboxed.url, path)).json).toEqual(body);
});

// All operations, in front of a Milvus that returns an example's calls

interface Case {
  readonly title: string;
  readonly path: string;
  readonly question: RequestOptions;
  readonly calls: readonly ExampleCall[];
  readonly body: unknown;
  /** Status and Location. */
  readonly head: unknown;
}

const isProblem = (output: object) => "problem" in output;
/** Which status a problem has is said by test/upstream/errors.test.ts. */
const REFUSED = expect.objectContaining({ status: expect.toSatisfy((status: number) => status >= 400) });

function getCases(kind: Kind): Case[] {
  return kind.get.examples.flatMap((example) => readCases(kind, "get", "", example));
}

function subresourceCases(kind: Kind): Case[] {
  return (kind.subresources ?? []).flatMap(({ path, examples }) =>
    examples.flatMap((example) => readCases(kind, path, `/${path}`, example)),
  );
}

function readCases(kind: Kind, title: string, below: string, example: Example<Input, object>): Case[] {
  return pathsOf(kind, example.input, below).map((path) => ({
    title: `${kind.name} ${title}: ${example.summary} (${path})`,
    path,
    question: {},
    calls: example.calls,
    body: bodyOf(example.output),
    head: isProblem(example.output) ? REFUSED : { status: 200 },
  }));
}

function listCases({ name, list }: Kind): Case[] {
  return (list?.examples ?? []).map(({ summary, input, calls, output }) => {
    const query = Object.entries(input).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return {
      title: `${name} list: ${summary}`,
      path: `/v1/jobs/${name}?${new URLSearchParams(query)}`,
      question: {},
      calls,
      body: bodyOf(isProblem(output) ? output : { jobs: output, nextPageToken: "" }),
      head: isProblem(output) ? REFUSED : { status: 200 },
    };
  });
}

function startCases({ name, id, start }: Kind): Case[] {
  if (!start) return [];
  return start.examples.map(({ summary, input, calls, output }) => {
    const { dbName } = start.body.parse(input.body) as { dbName?: string }; // a start that has a database says so
    const query = id.namesDatabase || (dbName ?? "default") === "default" ? "" : `?dbName=${dbName}`;
    const job = output as Job; // or a problem, which has no name and is not asked for it
    const location = job.name === null ? undefined : `/v1/jobs/${job.name}${query}`;
    return {
      title: `${name} start: ${summary}`,
      path: `/v1/jobs/${name}`,
      question: {
        method: "POST",
        json: input.body,
        ...(input.idempotencyKey !== undefined && { headers: { "Idempotency-Key": input.idempotencyKey } }),
      },
      calls,
      body: bodyOf(output),
      head: isProblem(output) ? REFUSED : { status: 202, location },
    };
  });
}

/** A request as a server receives it: with every default written out. */
function received({ rpc, request }: ExampleCall): object {
  // The cast: every RPC's codec takes that RPC's requests, which a lookup by name cannot tell.
  const serialize = milvusService[rpc].requestSerialize as (request: object) => Buffer;
  return { rpc, request: milvusService[rpc].requestDeserialize(serialize(request)) };
}

const cases = KINDS.flatMap((kind) => [
  ...getCases(kind),
  ...subresourceCases(kind),
  ...listCases(kind),
  ...startCases(kind),
]);

test.each(cases.map((one) => [one.title, one] as const))(
  "%s",
  async (_title, { path, question, calls, body, head }) => {
    const script = Object.fromEntries(calls.map(({ rpc, reply }): [RpcName, Buffer] => [rpc, toWire(rpc, reply)]));
    const { send, milvus } = await startScriptedGateway(script);
    const { status, headers, json } = await send(path, question);
    expect(json).toEqual(body);
    expect({ status, location: headers.location }).toEqual(head);
    expect(milvus.calls.map(({ rpc, request }) => ({ rpc, request }))).toEqual(calls.map(received));
  },
);

test("no example calls one RPC twice, which a script could not tell apart", () => {
  expect(cases.filter(({ calls }) => new Set(calls.map(({ rpc }) => rpc)).size < calls.length)).toEqual([]);
});

/** Every worked example through real sockets: HTTP → gateway → gRPC → a Milvus that returns as the example says. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import type { Example, ExampleCall, Kind } from "../../src/kinds/kind.ts";
import { isRpc } from "../../src/milvus/grpc/proto.ts";
import { PROBLEMS } from "../../src/model/errors.ts";
import type { Job } from "../../src/model/job.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";
import type { Script, ScriptedMilvus } from "../support/scripted-milvus.ts";
import { type RequestOptions, sendRequest } from "../support/send-request.ts";
import { asReceived } from "../support/simulated.ts";
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

// An example that REST has no part in is asked for where it is off: its Milvus has none, or does not know that job there.

let sandboxed: SandboxedGateway;
let withoutRest: SandboxedGateway;
beforeAll(async () => {
  sandboxed = await startSandboxedGateway("3.1");
  withoutRest = await startSandboxedGateway("3.1", { MILVUS_HTTP: "off" });
});
afterAll(() => Promise.all([sandboxed.stop(), withoutRest.stop()]));

const usesRest = (calls: readonly ExampleCall[]) => calls.some(({ method }) => !isRpc(method));

const reads = KINDS.flatMap((kind) =>
  kind.get.examples.flatMap(({ summary, input, calls, output }) =>
    pathsOf(kind, input).map(
      (path) => [`${kind.name}: ${summary} (${path})`, { path, calls, body: bodyOf(output) }] as const,
    ),
  ),
);

test.each(reads)("%s", async (_title, { path, calls, body }) => {
  const { url } = usesRest(calls) ? sandboxed : withoutRest;
  expect((await sendRequest(url, path)).json).toEqual(body);
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

function actionCases(kind: Kind): Case[] {
  return (kind.actions ?? []).flatMap(({ name, examples }) =>
    examples.map(({ summary, input, calls, output }) => {
      const [path = ""] = pathsOf(kind, input);
      const [job, query] = path.split("?");
      return {
        title: `${kind.name} ${name}: ${summary}`,
        path: `${job}:${name}?${query}`,
        question: { method: "POST" },
        calls,
        body: bodyOf(output),
        head: isProblem(output) ? REFUSED : { status: 202, location: job },
      };
    }),
  );
}

const cases = KINDS.flatMap((kind) => [
  ...getCases(kind),
  ...subresourceCases(kind),
  ...listCases(kind),
  ...startCases(kind),
  ...actionCases(kind),
]);

test.each(cases.map((one) => [one.title, one] as const))(
  "%s",
  async (_title, { path, question, calls, body, head }) => {
    const script: Script = Object.fromEntries(
      calls.map(({ method, reply }) => [method, isRpc(method) ? toWire(method, reply) : reply]),
    );
    const { send, milvus } = await startScriptedGateway(script);
    const { status, headers, json } = await send(path, question);
    expect(json).toEqual(body);
    expect({ status, location: headers.location }).toEqual(head);
    expect(sorted(askedOf(milvus, calls))).toEqual(sorted(calls.map(received)));
  },
);

interface Asked {
  readonly method: string;
  readonly request: object;
}

const received = ({ method, request }: ExampleCall): Asked => ({ method, request: asReceived(method, request) });

/** Calls of both protocols arrive in any order. */
const sorted = (asked: readonly Asked[]) => asked.toSorted((a, b) => (a.method < b.method ? -1 : 1));

/** What was asked, but for what is asked to get to know the server. */
function askedOf({ calls, restCalls }: ScriptedMilvus, expected: readonly ExampleCall[]): Asked[] {
  const isExpected = expected.some(({ method }) => method === "GetVersion");
  const byGrpc = calls.map(({ rpc, request }) => ({ method: rpc, request }));
  const byRest = restCalls.map(({ method, body }) => ({ method, request: JSON.parse(body) as object }));
  return [
    ...byGrpc.filter(({ method }) => isExpected || method !== "GetVersion"),
    ...byRest.filter(({ request }) => Object.keys(request).length > 0),
  ];
}

test("no example calls one method twice, which a script could not tell apart", () => {
  expect(cases.filter(({ calls }) => new Set(calls.map(({ method }) => method)).size < calls.length)).toEqual([]);
});

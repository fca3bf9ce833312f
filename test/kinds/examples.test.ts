/** Every worked example of every kind: input → requests, replies → job, and each job is what its schema says. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { jobSchemaOf } from "../../src/kinds/job-schema.ts";
import type { Calls, ExampleCall, ExampleProblem, Kind } from "../../src/kinds/kind.ts";
import { isRpc } from "../../src/milvus/grpc/proto.ts";
import { GatewayError } from "../../src/model/errors.ts";
import { type Job, SHARED_WARNINGS } from "../../src/model/job.ts";
import { GRPC_ONLY, type ServerFacts } from "../../src/model/server-facts.ts";
import { PATIENT } from "../support/simulated.ts";
import { overWire } from "../support/wire.ts";

interface Case {
  readonly title: string;
  readonly calls: readonly ExampleCall[];
  readonly output: unknown;
  readonly schema: z.ZodType;
  run(): Promise<{ asked: object[]; result: unknown }>;
}

/** Performs an operation against the replies of an example. */
async function play<T>(kind: Kind, calls: Calls<T>, script: readonly ExampleCall[], pick: (result: T) => unknown) {
  const asked: object[] = [];
  const rest = [...script];
  const result = await runOperation(
    calls,
    async (call) => {
      asked.push(call);
      const next = rest.shift();
      if (!next) throw new TypeError(`the example has no reply to ${call.method}`);
      return overWire(next.method, next.reply, kind.notFound);
    },
    PATIENT,
  ).then(pick, (error): ExampleProblem => {
    const failed = GatewayError.from(error);
    if (failed.code === "INTERNAL") throw error;
    return { problem: failed.code };
  });
  return { asked, result };
}

/** The Milvus that an example is of: one that is asked by REST has it. */
function factsFor(calls: readonly ExampleCall[]): ServerFacts {
  return calls.some(({ method }) => !isRpc(method)) ? { rest: { status: "ok" }, version: null } : GRPC_ONLY;
}

const cases: Case[] = KINDS.flatMap((kind) => {
  const schema = jobSchemaOf(kind);
  const { get, list, start, actions = [], subresources = [] } = kind;
  const title = (operation: string, summary: string) => `${kind.name} ${operation}: ${summary}`;
  return [
    ...get.examples.map((example) => ({
      ...example,
      title: title("get", example.summary),
      schema,
      run: () => play(kind, get.run(example.input, factsFor(example.calls)), example.calls, (answer) => answer.job),
    })),
    ...(list?.examples ?? []).map((example) => ({
      ...example,
      title: title("list", example.summary),
      schema: jobSchemaOf(kind, list).array(),
      run: () =>
        play(
          kind,
          list?.run(example.input, factsFor(example.calls)) as never,
          example.calls,
          (answer: { jobs: unknown }) => answer.jobs,
        ),
    })),
    ...(start?.examples ?? []).map((example) => ({
      ...example,
      title: title("start", example.summary),
      schema: jobSchemaOf(kind, start),
      run: () =>
        play(
          kind,
          start?.run(
            {
              body: start.body.parse(example.input.body),
              idempotencyKey: example.input.idempotencyKey,
            },
            factsFor(example.calls),
          ) as never,
          example.calls,
          (answer: { job: unknown }) => answer.job,
        ),
    })),
    ...actions.flatMap((operation) =>
      operation.examples.map((example) => ({
        ...example,
        title: title(operation.name, example.summary),
        schema,
        run: () =>
          play(kind, operation.run(example.input, factsFor(example.calls)), example.calls, (answer) => answer.job),
      })),
    ),
    ...subresources.flatMap((operation) =>
      operation.examples.map((example) => ({
        ...example,
        title: title(operation.path, example.summary),
        schema: operation.schema,
        run: () => play(kind, operation.run(example.input), example.calls, (answer) => answer),
      })),
    ),
  ];
});

describe("the worked examples", () => {
  it.each(cases)("$title", async ({ run, calls, output }) => {
    const { asked, result } = await run();
    expect(asked).toMatchObject(calls.map(({ method, request }) => ({ method, request })));
    expect(result).toEqual(output);
  });

  const succeeding = cases.filter(
    ({ output }) => typeof output === "object" && output !== null && !("problem" in output),
  );
  it.each(succeeding)("$title has the published shape", ({ schema, output }) => {
    expect(schema.parse(output)).toEqual(output);
  });

  it.each(KINDS.map((kind) => [kind.name, kind] as const))(
    "of the kind %s show only warnings that are declared",
    (_, kind) => {
      const operations = [kind.get, kind.list, kind.start, ...(kind.actions ?? [])].filter(
        (operation) => operation !== undefined,
      );
      const outputs = operations.flatMap(({ examples }) =>
        examples.flatMap(({ output }): (Job | ExampleProblem)[] => [output].flat()),
      );
      const shown = outputs.flatMap((output) => ("warnings" in output ? output.warnings : []));
      const declared = new Set(Object.keys({ ...SHARED_WARNINGS, ...kind.warnings }));
      expect(shown.filter(({ code }) => !declared.has(code))).toEqual([]);
    },
  );

  it("show every warning that a kind declares, except that of a malformed reply", () => {
    const shown = JSON.stringify(cases.map(({ output }) => output));
    const declared = KINDS.flatMap((kind) => Object.keys(kind.warnings ?? {}));
    expect(declared.filter((code) => !shown.includes(`"code":"${code}"`))).toEqual(["ODD_ID_LIST"]);
  });
});

describe("the warnings of a kind", () => {
  it("are not among the shared ones, nor another kind's", () => {
    const codes = [SHARED_WARNINGS, ...KINDS.map(({ warnings = {} }) => warnings)].flatMap(Object.keys);
    expect(codes.toSorted()).toEqual([...new Set(codes)].toSorted());
  });
});

/** Every worked example of every kind: input → requests, replies → job, and each job is what its schema says. */
import { describe, expect, it, test } from "vitest";
import type { z } from "zod";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { KINDS } from "../../src/kinds/index.ts";
import type { Calls, ExampleCall, ExampleProblem, Kind } from "../../src/kinds/kind.ts";
import { GatewayError } from "../../src/model/errors.ts";
import { jobSchema, SHARED_WARNINGS } from "../../src/model/job.ts";
import { fromWire, toWire } from "../support/wire.ts";

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
  const result = await runOperation(calls, async (call) => {
    asked.push(call);
    const next = rest.shift();
    if (!next) throw new TypeError(`the example has no reply to ${call.rpc}`);
    return fromWire(next.rpc, toWire(next.rpc, next.reply), kind.notFound);
  }).then(pick, (error): ExampleProblem => {
    const failed = GatewayError.from(error);
    if (failed.code === "INTERNAL") throw error;
    return { problem: failed.code };
  });
  return { asked, result };
}

const cases: Case[] = KINDS.flatMap((kind) => {
  const schema = jobSchema({ kind: kind.name, idPattern: kind.id.pattern, details: kind.details });
  const { get, list, start, subresources = [] } = kind;
  const title = (operation: string, summary: string) => `${kind.name} ${operation}: ${summary}`;
  return [
    ...get.examples.map((example) => ({
      ...example,
      title: title("get", example.summary),
      schema,
      run: () => play(kind, get.run(example.input), example.calls, (response) => response.job),
    })),
    ...(list?.examples ?? []).map((example) => ({
      ...example,
      title: title("list", example.summary),
      schema: schema.array(),
      run: () =>
        play(kind, list?.run(example.input) as never, example.calls, (response: { jobs: unknown }) => response.jobs),
    })),
    ...(start?.examples ?? []).map((example) => ({
      ...example,
      title: title("start", example.summary),
      schema,
      run: () =>
        play(
          kind,
          start?.run({
            body: start.body.parse(example.input.body),
            idempotencyKey: example.input.idempotencyKey,
          }) as never,
          example.calls,
          (response: { job: unknown }) => response.job,
        ),
    })),
    ...subresources.flatMap((operation) =>
      operation.examples.map((example) => ({
        ...example,
        title: title(operation.path, example.summary),
        schema: operation.schema,
        run: () => play(kind, operation.run(example.input), example.calls, (response) => response),
      })),
    ),
  ];
});

describe("the worked examples", () => {
  it.each(cases)("$title", async ({ run, calls, output }) => {
    const { asked, result } = await run();
    expect(asked).toEqual(calls.map(({ rpc, request }) => ({ rpc, request })));
    expect(result).toEqual(output);
  });

  const succeeding = cases.filter(
    ({ output }) => typeof output === "object" && output !== null && !("problem" in output),
  );
  it.each(succeeding)("$title has the published shape", ({ schema, output }) => {
    expect(schema.parse(output)).toEqual(output);
  });
});

test("every warning that an example shows is declared, by its kind or for all kinds", () => {
  for (const kind of KINDS) {
    const outputs = [kind.get, kind.list, kind.start].flatMap((operation) =>
      (operation?.examples ?? []).flatMap(({ output }): unknown[] => [output].flat()),
    );
    const codes = JSON.stringify(outputs).matchAll(/"warnings":\[(.*?)\]/g);
    const shown = [...codes].flatMap(([, warnings = ""]) =>
      [...warnings.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code),
    );
    const declared = Object.keys({ ...SHARED_WARNINGS, ...kind.warnings });
    expect(shown.filter((code) => !declared.includes(code ?? ""))).toEqual([]);
  }
});

/** Prewarms: what the worked examples cannot say. */

import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { runOperation } from "../../src/jobs/run-operation.ts";
import { prewarmKind } from "../../src/kinds/prewarm/index.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createSimulation, failureOf, PATIENT } from "../support/simulated.ts";
import { overWire } from "../support/wire.ts";

const { get, start } = prewarmKind;
if (!start) throw new TypeError("prewarms can be started");

const starting = (body: z.input<typeof start.body>) =>
  start.run({ body: start.body.parse(body), idempotencyKey: undefined }, GRPC_ONLY);

describe("the start of a prewarm", () => {
  it.each(["", "a/b", "a b"])("breaks the protocol when the id is %j", async (taskID) => {
    const started = runOperation(
      starting({ collectionName: "books" }),
      async ({ method }) => overWire(method, { taskID }),
      PATIENT,
    );
    expect((await failureOf(started)).code).toBe("BAD_UPSTREAM_REPLY");
  });

  it.each([
    [{ ttlSeconds: 0 }, "ttlSeconds"],
    [{ ttlSeconds: "60" }, "ttlSeconds"],
    [{ ttlSeconds: 2 ** 53 }, "ttlSeconds"],
    [{ namespace: "" }, "namespace"],
    [{ refresh: true }, ""],
  ])("does not take %j", (fields, where) => {
    const { error } = start.body.safeParse({ collectionName: "books", ...fields });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([where]);
  });
});

describe("a simulated prewarm", () => {
  it.each([
    ["fiction", ["pending", "running", "running", "succeeded"], null],
    ["fails", ["pending", "running", "failed", "failed"], "no space left in the cache"],
  ])("of the namespace %s goes through %j", async (namespace, expected, reason) => {
    const { play, pass } = createSimulation(prewarmKind, "3.1");
    const { job: started } = await play(starting({ collectionName: "books", namespace }));
    const states: string[] = [];
    let last = started;
    for (const milliseconds of [0, 1_000, 2_000, 3_000]) {
      pass(milliseconds);
      last = (await play(get.run({ id: String(started.id), dbName: "default" }, GRPC_ONLY))).job;
      states.push(last.state);
    }
    expect([states, last.reason]).toEqual([expected, reason]);
  });

  it("is unknown under another id, and its collection must be there", async () => {
    const { play } = createSimulation(prewarmKind, "3.1");
    expect((await failureOf(play(get.run({ id: "zz", dbName: "default" }, GRPC_ONLY)))).code).toBe("JOB_NOT_FOUND");
    expect((await failureOf(play(starting({ collectionName: "nowhere" })))).code).toBe("COLLECTION_NOT_FOUND");
  });
});

/** Every worked example of a read, through real sockets: HTTP → gateway → gRPC → the sandbox, which is seeded with them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Example, Kind } from "../src/job/kind.ts";
import { KINDS } from "../src/kinds/index.ts";
import { type SandboxedGateway, startSandboxedGateway } from "./support/gateway.ts";

let gateway: SandboxedGateway;
beforeAll(async () => {
  gateway = await startSandboxedGateway("3.1");
});
afterAll(() => gateway.stop());

type Input = { readonly id: unknown; readonly dbName: string };

/** The example's path, its id as it is and percent-encoded, and what has to come out. */
function casesOf(kind: Kind, { summary, input, output }: Example<Input, object>) {
  const id = kind.id.write(input.id);
  const query = kind.id.namesDatabase ? "" : `?dbName=${input.dbName}`;
  const expected = "problem" in output ? { code: output.problem } : output;
  return [...new Set([id, encodeURIComponent(id)])].map((written) => ({
    title: `${kind.name}: ${summary} (${written})`,
    path: `/v1/jobs/${kind.name}/${written}${query}`,
    expected: "problem" in output ? expect.objectContaining(expected) : expected,
  }));
}

const cases = KINDS.flatMap((kind) => kind.get.examples.flatMap((example) => casesOf(kind, example)));

test.each(cases)("$title", async ({ path, expected }) => {
  const response = await fetch(`${gateway.url}${path}`);
  expect(await response.json()).toEqual(expected);
});

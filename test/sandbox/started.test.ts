/** What is started is known: a start says what the request and Milvus's reply say, and the next read says the same. */
import { expect, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { startSandboxedGateway } from "../support/gateway.ts";
import { sendRequest } from "../support/send-request.ts";

type Json = Readonly<Record<string, unknown>>;

interface Started {
  readonly kind: string;
  readonly title: string;
  readonly body: unknown;
  /** As the start has it, with Milvus's reply. */
  readonly job: Json;
  /** As a read at the same moment has it. */
  readonly next: Json;
}

const settings = ["2.3", "2.6", "3.1"].flatMap((release) => ["auto", "off"].map((rest) => ({ release, rest })));
const started = (await Promise.all(settings.map(startAll))).flat();

/** Starts what each example starts, in a sandbox of its own whose time stands: the jobs that can be asked for. */
async function startAll({ release, rest }: (typeof settings)[number]): Promise<Started[]> {
  const all: Started[] = [];
  for (const { name: kind, start } of KINDS) {
    for (const { summary, input } of start?.examples ?? []) {
      const { url, stop } = await startSandboxedGateway(release, { MILVUS_HTTP: rest });
      const question = { method: "POST", json: input.body };
      const { status, headers, json } = await sendRequest(url, `/v1/jobs/${kind}?include=reply`, question);
      if (status === 202 && headers.location !== undefined) {
        const next = await sendRequest(url, headers.location);
        const title = `${kind} on Milvus ${release}, REST ${rest}: ${summary}`;
        all.push({ kind, title, body: input.body, job: json as Json, next: next.json as Json }); // both are jobs
      }
      await stop();
    }
  }
  return all;
}

/** What a value tells, by the paths of its fields: null, an empty list and an empty object tell nothing. */
function told(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object") return [[path, value]];
  return Object.entries(value ?? {}).flatMap(([key, child]) => told(child, path === "" ? key : `${path}.${key}`));
}

/** What a job tells, apart from how far it is and from Milvus's replies. */
function factsOf({ state, stage, upstreamState, reply, restReply, ...facts }: Json): Map<string, unknown> {
  return new Map(told(facts));
}

test("each kind has a job that is started and can be asked for", () => {
  const names = KINDS.filter(({ start }) => start).map(({ name }) => name);
  expect([...new Set(started.map(({ kind }) => kind))].toSorted()).toEqual(names.toSorted());
});

test.each(started)("what the start and the next read tell is the same: $title", ({ job, next }) => {
  const [before, now] = [factsOf(job), factsOf(next)];
  const shared = [...before.keys()].filter((path) => now.has(path));
  expect(shared).toEqual(expect.arrayContaining(["name", "kind", "id", "done"]));
  expect(shared.map((path) => [path, before.get(path)])).toEqual(shared.map((path) => [path, now.get(path)]));
});

test.each(started)("what only the start tells, the request or the reply has said: $title", ({ body, job, next }) => {
  const said = told([body, job.reply, job.restReply]).map(([, value]) => value);
  const now = factsOf(next);
  const alone = [...factsOf(job)].filter(([path]) => !now.has(path)).map(([, value]) => value);
  expect(said).toEqual(expect.arrayContaining(alone));
});

/** Of a job that is only accepted, nobody has read a state yet. */
const ACCEPTED = { state: "pending", stage: "pending", upstreamState: null };

test.each(started)("it is accepted, or as far as the next read says: $title", ({ job, next }) => {
  const { state, stage, upstreamState } = job;
  expect([ACCEPTED, { state: next.state, stage: next.stage, upstreamState: next.upstreamState }]).toContainEqual({
    state,
    stage,
    upstreamState,
  });
});

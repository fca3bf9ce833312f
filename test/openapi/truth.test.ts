/** The document is true of the running gateway: parameters, and what every example of "Try it out" comes to. */
import { readFile } from "node:fs/promises";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/kinds/index.ts";
import { DOCUMENT_FILE } from "../../src/pages/files.ts";
import { type SandboxedGateway, startSandboxedGateway } from "../support/gateway.ts";
import { type Response, sendRequest } from "../support/send-request.ts";

interface Shown {
  readonly summary?: string;
  readonly value?: unknown;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Shown>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly examples: Readonly<Record<string, Shown>> }>>;
  };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>;
}
interface Row extends Operation {
  readonly method: string;
  readonly path: string;
}

const document = JSON.parse(await readFile(DOCUMENT_FILE, "utf8"));
const ROWS: readonly Row[] = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
  ([path, item]) => Object.entries(item).map(([method, operation]) => ({ ...operation, method, path })),
);

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "document", ...document });

/** What checks the body of a response; undefined when the status has no JSON body. */
function schemaOf({ path, method, responses }: Row, { status, headers }: Response): ValidateFunction | undefined {
  const key = String(status) in responses ? String(status) : "default";
  const part = (text: string) => encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
  const own = `#/paths/${part(path)}/${method}/responses/${key}`;
  const type = headers["content-type"]?.split(";")[0] ?? "";
  const pointer = responses[key]?.$ref ?? own;
  if (!type.endsWith("json")) return undefined;
  const validate = ajv.getSchema(`document${pointer}/content/${part(type)}/schema`);
  if (!validate) throw new Error(`${path} documents no ${type} for ${status}`);
  return validate as ValidateFunction; // none of the document's schemas is validated asynchronously
}

let gateway: SandboxedGateway;
beforeAll(async () => {
  gateway = await startSandboxedGateway("3.1");
});
afterAll(() => gateway.stop());

// Parameters

const isV1 = ({ path }: Row) => path.startsWith("/v1/");

/** The path with the first example of what it takes. */
function firstPath({ path, parameters = [] }: Row): string {
  const id = parameters.find((parameter) => parameter.in === "path");
  const [first] = Object.values(id?.examples ?? {});
  return path.replace(/\{\w+\}/, encodeURIComponent(String(first?.value ?? id?.example)));
}

test.each(ROWS.filter(isV1))("$operationId takes exactly the parameters that are documented", async (row) => {
  const body = Object.values(row.requestBody?.content["application/json"]?.examples ?? {})[0]?.value;
  const method = row.method.toUpperCase();
  const { status, json } = await sendRequest(gateway.url, `${firstPath(row)}?no_such=1`, {
    method,
    ...(body !== undefined && { json: body }),
  });
  const documented = (row.parameters ?? []).filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const allowed = documented.length > 0 ? `allowed are ${documented.join(", ")}` : "none is allowed";
  expect(status).toBe(400);
  expect(json).toMatchObject({
    violations: expect.arrayContaining([{ in: "query", field: "no_such", message: `unknown parameter; ${allowed}` }]),
  });
});

// Problems

test("the published 409 is what a second refresh of a collection comes to", async () => {
  const { url, stop } = await startSandboxedGateway("3.1");
  onTestFinished(stop);
  const refresh = () =>
    sendRequest(url, "/v1/jobs/refresh", { method: "POST", json: { collectionName: "external_docs" } });
  const { id } = (await refresh()).json as { id: string };
  const { status, headers, text } = await refresh();
  const published = document.components.examples.JOB_ALREADY_RUNNING.value;
  expect([status, headers.location]).toEqual([409, `/v1/jobs/refresh/${id}`]);
  expect(JSON.parse(text.replaceAll(id, "446781855410077401"))).toEqual({
    ...published,
    requestId: expect.any(String),
  });
});

// Try it out

const STARTS = KINDS.flatMap(({ name, start }) =>
  (start?.examples ?? [])
    .filter(({ output }) => !("problem" in output))
    .map(({ summary, input: { body } }) => ({ title: `${name}: ${summary}`, path: `/v1/jobs/${name}`, body })),
);

test.each(STARTS)("$title is taken by a fresh sandbox, too", async ({ path, body }) => {
  const fresh = await startSandboxedGateway("3.1");
  onTestFinished(() => fresh.stop());
  expect((await sendRequest(fresh.url, path, { method: "POST", json: body })).status).toBe(202);
});

interface Try {
  readonly title: string;
  readonly row: Row;
  readonly path: string;
  readonly body?: unknown;
  /** Swagger UI sends it unless another is chosen. */
  readonly isFirst: boolean;
}

/** What Swagger UI sends for an operation, once for each example of its path or its body. */
function triesOf(row: Row): Try[] {
  const { parameters = [], requestBody, operationId } = row;
  const query = new URLSearchParams();
  for (const { name, example } of parameters.filter((parameter) => parameter.in === "query")) {
    if (example !== undefined) query.set(name, String(example));
  }
  const search = query.size > 0 ? `?${query}` : "";
  const inPath = parameters.find((parameter) => parameter.in === "path");
  const ids = Object.values(inPath?.examples ?? {}).filter(({ value }) => endsAtOnce(row, String(value)));
  const bodies = Object.values(requestBody?.content["application/json"]?.examples ?? {});
  const choices = ids.length > 0 ? ids : bodies;
  const tries = choices.map(({ summary, value }, index) => ({
    title: `${operationId}: ${summary}`,
    row,
    path: (ids.length > 0 ? row.path.replace(/\{\w+\}/, encodeURIComponent(String(value))) : row.path) + search,
    ...(ids.length === 0 && { body: value }),
    isFirst: index === 0,
  }));
  return tries.length > 0 ? tries : [{ title: operationId, row, path: firstPath(row) + search, isFirst: true }];
}

const ENDED = new Set(
  KINDS.flatMap((kind) =>
    kind.get.examples
      .filter(({ output }) => !("problem" in output) && output.done)
      .map(({ input }) => `${kind.name}/${kind.id.write(input.id)}`),
  ),
);

/** Time stands in this sandbox: a stream ends only for a job that is done already. */
function endsAtOnce({ path }: Row, id: string): boolean {
  const followed = /^\/v1\/jobs\/([\w-]+)\/\{id\}\/events$/.exec(path)?.[1];
  return followed === undefined || ENDED.has(`${followed}/${id}`);
}

test.each(ROWS.flatMap(triesOf))(
  "$title comes to a documented answer; what is tried first succeeds",
  async (attempt) => {
    gateway.clock.step(60_000); // what the tries before have started is over
    const { row, path, body, isFirst } = attempt;
    const method = row.method.toUpperCase();
    const answer = await sendRequest(gateway.url, path, { method, ...(body !== undefined && { json: body }) });
    expect(isFirst ? ["200", "202"] : Object.keys(row.responses)).toContain(String(answer.status));
    const validate = schemaOf(row, answer);
    validate?.(answer.json);
    expect(validate?.errors ?? []).toEqual([]);
  },
);

// failOnFailed

const FAILED = KINDS.flatMap((kind) =>
  kind.get.examples
    .filter(({ output }) => !("problem" in output) && output.state === "failed")
    .map(({ input }) => ({ kind: kind.name, id: kind.id.write(input.id) })),
);

test.each(FAILED)("a failed job is the 424 that is documented: $kind $id", async (failed) => {
  const row = ROWS.find(({ method, path }) => method === "get" && path === `/v1/jobs/${failed.kind}/{id}`) as Row; // every kind has one
  const response = await sendRequest(gateway.url, `/v1/jobs/${failed.kind}/${failed.id}?failOnFailed=true`);
  const validate = schemaOf(row, response);
  validate?.(response.json);
  expect({ status: response.status, isDocumented: "424" in row.responses, errors: validate?.errors }).toEqual({
    status: 424,
    isDocumented: true,
    errors: null,
  });
});

// failUnlessDone

const UNFINISHED = KINDS.flatMap((kind) =>
  kind.get.examples
    .filter(({ output }) => !("problem" in output) && !output.done)
    .map(({ input }) => ({ kind: kind.name, id: kind.id.write(input.id) })),
);

test.each(UNFINISHED)("an unfinished job is the 504 that is documented: $kind $id", async (unfinished) => {
  const path = `/v1/jobs/${unfinished.kind}/{id}`;
  const row = ROWS.find((each) => each.method === "get" && each.path === path) as Row; // every kind has one
  const response = await sendRequest(gateway.url, `/v1/jobs/${unfinished.kind}/${unfinished.id}?failUnlessDone=true`);
  const validate = schemaOf(row, response);
  validate?.(response.json);
  expect({ status: response.status, code: response.json, errors: validate?.errors }).toEqual({
    status: 504,
    code: expect.objectContaining({ code: "JOB_NOT_DONE" }),
    errors: null,
  });
});

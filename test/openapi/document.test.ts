/** The published document: it is what the sources say, valid, complete, and true of the routes that are mounted. */

import { readFile } from "node:fs/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { OperationObject, ParameterObject, ResponseObject, SchemaObject } from "openapi3-ts/oas31";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createMetrics } from "../../src/api/metrics.ts";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createCoalesce } from "../../src/jobs/coalesce.ts";
import { createFollow } from "../../src/jobs/follow.ts";
import { createJobs } from "../../src/jobs/jobs.ts";
import { createPolls } from "../../src/jobs/poll.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { PROBLEMS } from "../../src/model/errors.ts";
import { STATES } from "../../src/model/job.ts";
import { GRPC_ONLY } from "../../src/model/server-facts.ts";
import { createDocument } from "../../src/openapi/document.ts";
import { DOCUMENT_FILE, readVersion } from "../../src/pages/files.ts";

const committed = JSON.parse(await readFile(DOCUMENT_FILE, "utf8"));
const document = createDocument({ kinds: KINDS, version: await readVersion() });

/** What a reference points to, or the thing itself. */
function resolve<T extends object>(node: T): T {
  if (!("$ref" in node) || typeof node.$ref !== "string") return node;
  const path = node.$ref.slice("#/".length).split("/");
  return path.reduce((found: unknown, key) => (found as Record<string, unknown>)[key], document) as T;
}

interface Operation extends OperationObject {
  readonly title: string;
  readonly method: string;
  readonly path: string;
}

const OPERATIONS: readonly Operation[] = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, OperationObject>).map(([method, operation]) => ({
    ...operation,
    method,
    path,
    title: `${method.toUpperCase()} ${path}`,
  })),
);
const PARAMETERS = OPERATIONS.flatMap(({ title, parameters = [] }) =>
  parameters.map((parameter) => {
    const resolved = resolve(parameter) as ParameterObject; // the document refers to parameters only
    return { ...resolved, title: `${title}: ${resolved.name}` };
  }),
);
const RESPONSES = OPERATIONS.flatMap(({ title, responses = {} }) =>
  Object.entries(responses).map(([status, response]) => ({
    ...(resolve(response as object) as ResponseObject),
    status,
    title: `${title} ${status}`,
  })),
);

test("The committed document is what the sources say: after a change, run npm run openapi and read the diff", () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(committed);
});

test("The document is valid OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(committed));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

describe("Routes", () => {
  const API = /^\/(v1|v2|livez|readyz|metrics|problems|openapi)\b/;
  const upstream = { call: () => Promise.reject(new Error("nobody asks")), facts: () => GRPC_ONLY, close: () => {} };
  const config = readConfig({ MILVUS_ADDRESS: "localhost:19530" });
  const jobs = createJobs({ upstream, coalesce: createCoalesce() });
  const stopping = new AbortController().signal;
  const app = createApp({
    kinds: KINDS,
    jobs,
    follow: createFollow({ jobs, polls: createPolls(), settings: config, stopping }),
    metrics: createMetrics(),
    publicPathOf: () => "",
    config,
    log: pino({ level: "silent" }),
  });

  interface Layer {
    readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
    readonly handle?: { readonly stack?: readonly Layer[] };
  }

  /** Method and path of every mounted route, in the document's spelling but for the parameters' names. */
  function mounted(layers: readonly Layer[]): string[] {
    return layers.flatMap(({ route, handle }) => {
      if (!route) return mounted(handle?.stack ?? []);
      const path = route.path.replaceAll("\\", "").replaceAll(/:(?=id\b)[a-z]+/g, "{}");
      const methods = new Set(route.stack.map(({ method }) => method));
      return ["get", "post"].filter((method) => methods.has(method)).map((method) => `${method} ${path}`);
    });
  }

  test("Every route of the API is in the document, and the document has no others", () => {
    const routes = mounted(app.router.stack as unknown as Layer[]); // Express types its stack without nested routers
    const inApp = routes.filter((route) => API.test(route.slice(route.indexOf("/"))));
    const inDocument = OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`);
    expect(inDocument.toSorted()).toEqual([...new Set(inApp)].toSorted());
  });
});

describe("Operations", () => {
  test("None deletes, and the document says why: Milvus cannot cancel a job", () => {
    expect(OPERATIONS.filter(({ method }) => method === "delete")).toEqual([]);
    expect(document.info.description).toMatch(/Milvus cannot cancel a job, so nothing here has a `DELETE`/);
    expect(document.info.description).toContain("POST /v1/jobs/import/{id}:abort");
  });

  test("Every operation has an id of its own", () => {
    const ids = OPERATIONS.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(["getImportJob", "listImportJobs", "startImport", "followImportJob", "lookUpJobs"]),
    );
  });

  test.each(OPERATIONS)("$title has a summary, a description, and a tag that is explained", (operation) => {
    expect(operation.summary).toMatch(/^[A-Z][^.]{5,60}$/);
    expect(operation.description).toMatch(/^[A-Z].{20,}/s);
    expect(document.tags?.map(({ name }) => name)).toEqual(expect.arrayContaining(operation.tags ?? []));
  });

  test.each(PARAMETERS)("$title says what it is, and what to send where something must be sent", (parameter) => {
    expect(parameter.description).toMatch(/\w{3}/);
    expect(parameter).toSatisfy(({ required = false, example, examples }) => !required || (example ?? examples));
  });

  test.each(RESPONSES)(
    "$title is described, with its headers, and with schema and examples of its body",
    (response) => {
      expect(response.description).toMatch(/\w{3}/);
      expect(Object.keys(response.headers ?? {})).toContain("X-Request-Id");
      for (const { schema, example, examples } of Object.values(response.content ?? {})) {
        expect(schema).toBeDefined();
        expect(example ?? Object.keys(examples ?? {})).not.toEqual([]);
      }
    },
  );

  test("Credentials are optional in every scheme: the operator decides", () => {
    expect(document.security).toEqual([{}, { bearer: [] }, { basic: [] }, { apiKey: [] }]);
    expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual(["bearer", "basic", "apiKey"]);
  });
});

describe("Schemas", () => {
  test.each(KINDS)("A job of kind $name has named schemas and an id pattern", ({ name, id }) => {
    const pascal = name.replaceAll(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
    const job = document.components?.schemas?.[`${pascal}Job`];
    expect(job).toMatchObject({
      properties: { kind: { const: name }, id: { pattern: id.pattern } },
    });
    expect(document.components?.schemas?.Job).toMatchObject({
      discriminator: { propertyName: "kind", mapping: { [name]: `#/components/schemas/${pascal}Job` } },
    });
  });

  test("The job that a start returns has a name and an id, but for the kinds of which some Milvus returns none", () => {
    const started = OPERATIONS.filter(({ operationId }) => operationId?.startsWith("start")).map(
      ({ path, responses }) => {
        const { content } = resolve(responses?.["202"] as object) as ResponseObject;
        const { properties } = resolve(content?.["application/json"]?.schema ?? {}) as SchemaObject;
        return [path, [properties?.name, properties?.id].map((field) => (field as SchemaObject).type)];
      },
    );
    const [always, perhaps] = ["string", ["string", "null"]];
    expect(Object.fromEntries(started)).toEqual({
      "/v1/jobs/import": [always, always],
      "/v1/jobs/refresh": [always, always],
      "/v1/jobs/restore": [always, always],
      "/v1/jobs/export": [perhaps, perhaps],
      "/v1/jobs/compaction": [perhaps, perhaps],
      "/v1/jobs/flush": [perhaps, perhaps],
      "/v1/jobs/flush-all": [always, always],
      "/v1/jobs/load": [always, always],
      "/v1/jobs/index": [perhaps, perhaps],
      "/v1/jobs/prewarm": [always, always],
    });
  });

  test("Enums of responses are open: a client generated today survives a state added tomorrow", () => {
    const { JobState, KnownJobState } = document.components?.schemas ?? {};
    // No cleverer form: what keeps the words in TypeScript's type of a field breaks the responses of openapi-fetch.
    expect(JobState).toMatchObject({
      anyOf: [{ $ref: "#/components/schemas/KnownJobState" }, { type: "string" }],
    });
    expect(KnownJobState).toMatchObject({ type: "string", enum: STATES });
    const closed = JSON.stringify(RESPONSES.map(({ content }) => content));
    expect(closed).not.toContain('"additionalProperties":false');
  });

  test("Every enum has a name, which is what generators call it", () => {
    const { schemas, ...others } = document.components ?? {};
    const nameless = Object.values(schemas ?? {}).map((schema) => ({ ...schema, enum: undefined }));
    expect(JSON.stringify([nameless, others, document.paths])).not.toMatch(/"enum":\[/);
  });

  test("Nothing is typed as an object or an array", () => {
    expect(JSON.stringify(document)).not.toMatch(/"type":\["object","array"/);
  });

  test("Every problem code has an example, and every example is shown somewhere", () => {
    const examples = document.components?.examples ?? {};
    expect(Object.keys(examples)).toEqual(Object.keys(PROBLEMS));
    const written = JSON.stringify(document);
    const unused = Object.keys(examples).filter((code) => !written.includes(`"#/components/examples/${code}"`));
    expect(unused).toEqual([]);
  });
});

describe("Examples", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "document", ...committed });

  interface Case {
    readonly title: string;
    readonly pointer: string;
    readonly value: unknown;
  }
  interface Media {
    readonly schema?: object;
    readonly example?: unknown;
    readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
  }

  /** Every example that stands beside a schema, wherever it is in the document. */
  function beside(node: unknown, pointer: string): Case[] {
    if (typeof node !== "object" || node === null) return [];
    const { schema, example, examples = {} } = node as Media;
    const own = schema
      ? [
          ...(example === undefined ? [] : [{ title: pointer, pointer, value: example }]),
          ...Object.entries(examples).map(([key, shown]) => ({
            title: `${pointer} ${key}`,
            pointer,
            value: resolve(shown).value,
          })),
        ]
      : [];
    const inside = Object.entries(node).filter(([key]) => !["schema", "example", "examples"].includes(key));
    const part = (key: string) => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
    return [...own, ...inside.flatMap(([key, child]) => beside(child, `${pointer}/${part(key)}`))];
  }

  const cases = [
    ...beside(committed.paths, "#/paths"),
    ...beside(committed.components.responses, "#/components/responses"),
    ...beside(committed.components.headers, "#/components/headers"),
  ];

  test("There are hundreds", () => {
    expect(cases.length).toBeGreaterThan(400);
  });

  test.each(cases)("$title is what its schema says", ({ pointer, value }) => {
    const validate = ajv.getSchema(`document${pointer}/schema`);
    validate?.(value);
    expect(validate?.errors).toBeNull();
  });
});

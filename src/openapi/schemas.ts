/**
 * zod schemas → the JSON Schemas of OpenAPI 3.1, each named one published once under components and referred to by
 * name. Written in the forms that client generators read best: see tidy.
 *
 * zod's own z.toJSONSchema makes them: it knows what a schema reads from what it hands on (a query's `pageSize` is an
 * integer to the API's users), and needs no patched prototype that must be loaded before any schema is made.
 */
import type { ReferenceObject, SchemaObject } from "openapi3-ts/oas31";
import { z } from "zod";

/** What a client writes, strictly; or what it reads, to which fields may be added any day. */
export type Direction = "input" | "output";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export class Schemas {
  readonly components: Record<string, SchemaObject> = {};
  readonly #names = new Map<z.core.$ZodType, string>();

  /** Publishes a schema under a name; wherever it is part of another schema, it is referred to from then on. */
  publish(name: string, schema: z.ZodType, direction: Direction = "output"): ReferenceObject {
    this.#names.set(schema, name);
    this.components[name] = this.#convert(schema, direction);
    return refTo(name);
  }

  /** The schema itself, or a reference when it has a name. */
  of(schema: z.ZodType, direction: Direction): SchemaObject | ReferenceObject {
    const name = this.#names.get(schema);
    return name === undefined ? this.#convert(schema, direction) : refTo(name);
  }

  #convert(schema: z.ZodType, direction: Direction): SchemaObject {
    const { $schema, $defs, ...json } = z.toJSONSchema(schema, {
      io: direction,
      override: ({ zodSchema, jsonSchema, path }) => {
        const name = this.#names.get(zodSchema);
        if (name === undefined || path.length === 0) return;
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
        jsonSchema.$ref = refTo(name).$ref;
      },
    });
    // What names itself by `id` zod sets apart.
    for (const [name, { id, ...part }] of Object.entries($defs ?? {})) {
      this.components[name] = tidy(part as Schema, direction) as SchemaObject;
    }
    // The casts: zod types JSON Schema by its own declarations, OpenAPI by others; both mean draft 2020-12.
    return tidy(json as Schema, direction) as SchemaObject;
  }
}

export function refTo(name: string): ReferenceObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name; all other values are data. */
const ONE: ReadonlySet<string> = new Set(["items", "additionalProperties", "propertyNames"]);
const LIST: ReadonlySet<string> = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const BY_NAME: ReadonlySet<string> = new Set(["properties"]);

function tidy(schema: Schema, direction: Direction): Schema {
  const inside = (value: Json) => (isSchema(value) ? tidy(value, direction) : value);
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (ONE.has(key)) return [key, inside(value)];
    if (LIST.has(key) && Array.isArray(value)) return [key, value.map(inside)];
    if (BY_NAME.has(key) && isSchema(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([name, property]) => [name, inside(property)]))];
    }
    return [key, value];
  });
  return RULES.reduce((tidied, rule) => rule(tidied, direction), Object.fromEntries(entries));
}

type Schema = { [key: string]: Json };
type Rule = (schema: Schema, direction: Direction) => Schema;

/** Answers may get more fields one day: generated clients must not be told to reject them. */
const openResponses: Rule = (schema, direction) => {
  const { additionalProperties, ...rest } = schema;
  return direction === "output" && additionalProperties === false ? rest : schema;
};

/** `anyOf: [{type: X, …}, {type: null}]` → `type: [X, null]`, which generators know as nullable. */
const nullableTypes: Rule = (schema) => {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [some, none] = anyOf;
  if (!isSchema(some) || !isSchema(none) || none.type !== "null" || typeof some.type !== "string") return schema;
  if ("enum" in some || "const" in some) return schema;
  return { ...some, type: [some.type, "null"], ...rest };
};

/** `type: [X, Y]` → `anyOf: [{type: X}, {type: Y}]`, flat: Go's generator knows no other union. */
const singleTypes: Rule = (schema) => {
  const { type, ...rest } = schema;
  if (!Array.isArray(type) || type.includes("null")) return schema;
  return { anyOf: type.map((single) => ({ type: single })), ...rest };
};
const flatUnions: Rule = (schema) => {
  const { anyOf } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const flat = anyOf.flatMap((item) =>
    isSchema(item) && Array.isArray(item.anyOf) && Object.keys(item).length === 1 ? item.anyOf : [item],
  );
  return { ...schema, anyOf: flat };
};

/** Bounds that only say "what a JSON number holds exactly" become the format that generators choose a type by; what is sent keeps the upper one. */
const integerFormats: Rule = (schema, direction) => {
  if (schema.type === "number" && Number.isInteger(schema.const))
    return { ...schema, type: "integer", format: "int32" };
  if (schema.type !== "integer") return schema;
  const { minimum, maximum, ...rest } = schema;
  const isSmall = typeof maximum === "number" && maximum <= 2 ** 31;
  return {
    ...rest,
    format: isSmall ? "int32" : "int64",
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && (direction === "input" || maximum !== Number.MAX_SAFE_INTEGER) && { maximum }),
  };
};

/** A format says it; its regular expression fills the page. */
const plainTimes: Rule = (schema) => {
  const { pattern, ...rest } = schema;
  return schema.format === "date-time" ? rest : schema;
};

/** TypeScript's generator makes a property with a default mandatory, in what is sent too: say it in words. */
const spokenDefaults: Rule = (schema, direction) => {
  const { default: preset, ...rest } = schema;
  if (direction === "output" || preset === undefined) return schema;
  return { ...rest, description: `${schema.description ?? ""} Default: \`${JSON.stringify(preset)}\`.`.trim() };
};

/** Records have text keys in JSON anyway, and `true` says "anything" more plainly than `{}`. */
const plainRecords: Rule = (schema) => {
  const { propertyNames, additionalProperties, ...rest } = schema;
  if (propertyNames === undefined || additionalProperties === undefined) return schema;
  const anything = isSchema(additionalProperties) && Object.keys(additionalProperties).length === 0;
  return { ...rest, additionalProperties: anything || additionalProperties };
};

/** `example` is OpenAPI 3.0's; 3.1 has JSON Schema's `examples`. */
const examples: Rule = (schema) => {
  const { example, ...rest } = schema;
  return example === undefined ? schema : { ...rest, examples: [example] };
};

/** Where zod sets a part apart → where it is published. */
const publishedRefs: Rule = (schema) => {
  const { $ref } = schema;
  return typeof $ref === "string" ? { ...schema, $ref: $ref.replace(/^#\/\$defs\//, refTo("").$ref) } : schema;
};

const RULES: readonly Rule[] = [
  publishedRefs,
  openResponses,
  integerFormats,
  plainTimes,
  spokenDefaults,
  plainRecords,
  singleTypes,
  flatUnions,
  nullableTypes,
  examples,
];

function isSchema(value: Json | undefined): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

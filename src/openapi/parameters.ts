/** The schemas that requests are read by → the parameters and bodies of operations. */
import type {
  ExampleObject,
  ParameterObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from "openapi3-ts/oas31";
import type { z } from "zod";
import type { GetExample, Kind } from "../kinds/kind.ts";
import { capital, toKey } from "./naming.ts";
import type { Schemas } from "./schemas.ts";

/** A query → its parameters, in the schema's order. A list is written with commas unless it is among `repeated`. */
export function queryParameters(
  schemas: Schemas,
  query: z.ZodObject,
  repeated: ReadonlySet<string> = new Set(),
): ParameterObject[] {
  return Object.entries(query.shape).map(([name, field]) => {
    const { description, examples, ...schema } = readAs(schemas, field as z.ZodType); // shapes hold zod schemas
    const required = !field.safeParse(undefined).success;
    return {
      name,
      in: "query",
      ...(required && { required }),
      ...(description !== undefined && { description }),
      // Swagger UI sends a parameter's own example with every try: an optional one's belongs to the schema.
      schema: { ...schema, ...(!required && examples && { examples }) },
      ...(schema.type === "array" && { style: "form", explode: repeated.has(name) }),
      ...(required && examples?.[0] !== undefined && { example: examples[0] }),
    };
  });
}

/** What a text of the query is read as; the text itself where JSON Schema has no word for what it becomes. */
function readAs(schemas: Schemas, field: z.ZodType): SchemaObject {
  try {
    return schemas.of(field, "output") as SchemaObject; // fields of queries have no names of their own
  } catch {
    return schemas.of(field, "input") as SchemaObject;
  }
}

/** The id in the path; the examples are jobs that the sandbox has, those that `first` is true of before the others. */
export function idParameter(
  kind: Kind,
  first: (example: GetExample<unknown>) => boolean = () => false,
  given: readonly GetExample<unknown>[] = kind.get.examples,
): ParameterObject {
  const sorted = [...given].sort((a, b) => Number(first(b)) - Number(first(a)));
  const examples = sorted.map(({ summary, input }): [string, ExampleObject] => [
    toKey(summary),
    { summary, value: kind.id.write(input.id) },
  ]);
  return {
    name: "id",
    in: "path",
    required: true,
    description: `The \`id\` that starting the job returned; the examples are jobs of the sandbox. ${capital(kind.id.description)}`,
    schema: { type: "string", pattern: kind.id.pattern },
    examples: Object.fromEntries(examples),
  };
}

/** A JSON body with its examples. */
export function jsonBody(
  schema: ReferenceObject,
  examples: readonly { readonly summary: string; readonly body: unknown }[],
): RequestBodyObject {
  const byKey = examples.map(({ summary, body }): [string, ExampleObject] => [
    toKey(summary),
    { summary, value: body },
  ]);
  return {
    required: true,
    content: { "application/json": { schema, ...(byKey.length > 0 && { examples: Object.fromEntries(byKey) }) } },
  };
}

/** Job ids as in URLs, read strictly: protobuf sends a wrong one as another (docs/milvus.md#64-bit-integers). */
import { INT64, MAX_INT64, MAX_UINT64, UINT64 } from "./decimals.ts";

/** Milvus names: everything but the characters that separate the parts of an id, spaces and control characters. */
const NAME = "[^:,/\\s\\u0000-\\u001f\\u007f-\\u009f]{1,255}";

/** The same in printable ASCII: the name of a database is gRPC metadata, too. Milvus has letters, digits and underscores. */
const DATABASE_NAME = "[!-+\\-.0-9;-~]{1,255}";

/** How the ids of one kind are written. */
export interface IdFormat<Id> {
  /** Regular expression of the text form, anchored; published in OpenAPI. */
  readonly pattern: string;
  /** What is put in place of `{id}` in a path, such as `{dbName}:{collectionName}`. */
  readonly template: string;
  /** One sentence for API users. */
  readonly description: string;
  /** Reads the text form, or returns what is wrong with it as a sentence's end ("must be …"). */
  read(text: string): Id | InvalidId;
  write(id: Id): string;
  /** Whether ids of this format name the database that the job is in. */
  readonly namesDatabase: boolean;
  /** The database that an id names; undefined when ids of this format name none. */
  databaseOf(id: Id): string | undefined;
}

export class InvalidId {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const NO_DATABASE = { namesDatabase: false, databaseOf: () => undefined } as const;

/** Makes the check that a whole text is what a pattern says; Unicode, as JSON Schema's patterns are. */
function matcher(pattern: string): (text: string) => boolean {
  const whole = new RegExp(`^${pattern}$`, "u");
  return (text) => whole.test(text);
}

/** Ids that are one text: those that the pattern, which is published, matches. */
function textFormat(options: { pattern: string; description: string; message: string }): IdFormat<string> {
  const isTaken = matcher(options.pattern);
  return {
    pattern: `^${options.pattern}$`,
    template: "{id}",
    description: options.description,
    read: (text) => (isTaken(text) ? text : new InvalidId(options.message)),
    write: (id) => id,
    ...NO_DATABASE,
  };
}

/** Decimal int64, as Milvus allocates job ids. */
export const int64Id = textFormat({
  pattern: INT64,
  description: "Decimal int64, exact to the last digit.",
  message: `must be a decimal from 0 to ${MAX_INT64}, without sign, leading zeros or spaces`,
});

const UINT64_MESSAGE = `must be a decimal from 0 to ${MAX_UINT64}, without sign, leading zeros or spaces`;

/** Decimal uint64, as hybrid timestamps are. */
export const uint64Id = textFormat({
  pattern: UINT64,
  description: "Decimal uint64, exact to the last digit.",
  message: UINT64_MESSAGE,
});

/** Decimal int64, or -1, which Milvus returns when there is nothing to compact. */
export const compactionId = textFormat({
  pattern: `(-1|${INT64})`,
  description: "Decimal int64, or -1 when there was nothing to compact.",
  message: `must be -1 or a decimal from 0 to ${MAX_INT64}, without leading zeros or spaces`,
});

/** Text that Milvus chose. */
export const textId = textFormat({
  pattern: "[^/\\s\\u0000-\\u001f\\u007f-\\u009f]{1,255}",
  description: "Text that Milvus chose.",
  message: "must be 1 to 255 characters without slashes, spaces or control characters",
});

/** A part of a composite id. */
interface Part {
  readonly pattern: string;
  /** What is wrong with other texts, as a sentence's end. */
  readonly message: string;
  accepts(text: string): boolean;
}

const toPart = (pattern: string, message: string): Part => ({ pattern, message, accepts: matcher(pattern) });

/** The kinds of parts a composite id can have. */
export const parts = {
  name: toPart(NAME, "must be a name of 1 to 255 characters without spaces, colons, commas or slashes"),
  database: toPart(
    DATABASE_NAME,
    "must be a name of 1 to 255 printable ASCII characters without spaces, colons, commas or slashes",
  ),
  uint64: toPart(UINT64, UINT64_MESSAGE),
} as const satisfies Record<string, Part>;

/**
 * An id of named parts joined with colons, such as `{dbName}:{collectionName}:{flushTs}`.
 * With `list`, a last optional part of names joined with commas follows: `:{partition},{partition}`.
 */
export function compositeId<const Names extends readonly string[], const List extends string = never>(options: {
  parts: { readonly [Name in Names[number]]: Part };
  order: Names;
  list?: List;
}): IdFormat<Record<Names[number], string> & Record<List, readonly string[]>> {
  type Id = Record<Names[number], string> & Record<List, readonly string[]>;
  const { order, list } = options;
  const required = order.map((name) => `{${name}}`).join(":");
  const template = required + (list ? `, optionally :{${list}} joined with commas` : "");
  const bodyPattern = order.map((name: Names[number]) => options.parts[name].pattern).join(":");
  const wrong = new InvalidId(`must be ${template}`);
  return {
    pattern: `^${bodyPattern}${list ? `(:${NAME}(,${NAME})*)?` : ""}$`,
    template: required,
    description: `${template}; the colons and commas may be percent-encoded.`,
    read(text) {
      const texts = text.split(":");
      if (texts.length !== order.length && !(list && texts.length === order.length + 1)) return wrong;
      const fields: Record<string, string | readonly string[]> = {};
      for (const [index, name] of order.entries()) {
        const part = texts[index] ?? "";
        const { accepts, message } = options.parts[name as Names[number]];
        if (!accepts(part)) return new InvalidId(`${wrong.message}; ${name} ${message}`);
        fields[name] = part;
      }
      if (list) {
        const names = texts[order.length]?.split(",") ?? [];
        if (!names.every(parts.name.accepts)) return wrong;
        fields[list] = names;
      }
      return fields as Id; // every declared part has just been set
    },
    namesDatabase: order.includes("dbName"),
    databaseOf(id) {
      const fields: Readonly<Record<string, unknown>> = id;
      return typeof fields.dbName === "string" ? fields.dbName : undefined;
    },
    write(id) {
      const fields: Readonly<Record<string, string | readonly string[]>> = id;
      const names = list ? (fields[list] ?? []) : [];
      return order.map((name) => fields[name]).join(":") + (names.length > 0 ? `:${[...names].join(",")}` : "");
    },
  };
}

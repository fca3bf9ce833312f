/** Job names, `{kind}/{id}`, as lookups and streams of many jobs take them. */
import { InvalidId } from "../model/ids.ts";
import type { Kind } from "./kind.ts";

export interface NamedJob {
  readonly kind: Kind;
  readonly id: unknown;
}

/** Undoes percent-encoding, which composite ids may be written with; a text that is none stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads a name by the table of kinds; an InvalidId says what is wrong with it. */
export function readName(kinds: readonly Kind[], name: string): NamedJob | InvalidId {
  const slash = name.indexOf("/");
  const kind = kinds.find((candidate) => candidate.name === name.slice(0, Math.max(slash, 0)));
  if (!kind)
    return new InvalidId(`must be {kind}/{id}, where kind is one of ${kinds.map((known) => known.name).join(", ")}`);
  const id = kind.id.read(decoded(name.slice(slash + 1)));
  return id instanceof InvalidId ? new InvalidId(`the id ${id.message}`) : { kind, id };
}

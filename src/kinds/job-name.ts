/** Job names, `{kind}/{id}`, as lookups and streams of many jobs take them, and what to say of wrong ones. */
import { clip } from "../model/errors.ts";
import { InvalidId } from "../model/ids.ts";
import { nearest } from "../model/nearest.ts";
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
  if (!kind) {
    const text = `must be {kind}/{id}, where kind is one of ${namesOf(kinds).join(", ")}`;
    const meant = slash > 0 ? nearest(name.slice(0, slash), namesOf(kinds)) : undefined;
    return new InvalidId(meant === undefined ? text : `${text}; did you mean ${meant}?`);
  }
  const id = kind.id.read(decoded(name.slice(slash + 1)));
  return id instanceof InvalidId ? new InvalidId(`the id ${id.message}`) : { kind, id };
}

const namesOf = (kinds: readonly Kind[]) => kinds.map(({ name }) => name);

/** Says that there is no such kind, which one may be meant, and which there are. */
export function unknownKind(kinds: readonly Kind[], name: string): string {
  const meant = nearest(name, namesOf(kinds));
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return `There is no kind ${JSON.stringify(clip(name, 64))}${hint || "."} The kinds are ${namesOf(kinds).join(", ")}.`;
}

/** Says that there is no list of a kind, and how to read one job; without a full stop. */
export function unlistable({ name, title, id }: Kind): string {
  const jobs = title.charAt(0).toLowerCase() + title.slice(1);
  return `Milvus cannot list ${jobs}; read one by ${id.template}: GET /v1/jobs/${name}/${id.template}`;
}

/** Says why the jobs of a kind cannot be listed: it has no list, or there is no such kind. */
export function notListed(kinds: readonly Kind[], name: string): string {
  const kind = kinds.find((candidate) => candidate.name === name);
  if (kind && !kind.list) return unlistable(kind);
  const listable = namesOf(kinds.filter(({ list }) => list));
  const meant = nearest(name, listable);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return `must be some of ${listable.join(", ")}, joined with commas${hint}`;
}

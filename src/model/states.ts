/** Reads an enum of Milvus as a state, a stage and Milvus's own name, by a table that each kind declares. */
import type { State, UpstreamState } from "./job.ts";

export interface StateRow {
  /** The number on the wire. */
  readonly code: number;
  readonly state: State;
  readonly stage: string;
}

export interface ReadState {
  readonly state: State;
  readonly stage: string | null;
  readonly upstreamState: UpstreamState;
}

/** Makes a reader of one enum: a name that the table has, or a number that the proto does not know, which is `unknown`. */
export function stateReader<Name extends string>(enumName: string, rows: Readonly<Record<Name, StateRow>>) {
  const known = new Map<string | number, ReadState>();
  for (const [name, { code, state, stage }] of Object.entries<StateRow>(rows)) {
    known.set(name, { state, stage, upstreamState: { enum: enumName, code, name } });
  }
  return (value: Name | number): ReadState =>
    known.get(value) ?? {
      state: "unknown",
      stage: null,
      upstreamState: { enum: enumName, code: Number(value), name: null },
    };
}

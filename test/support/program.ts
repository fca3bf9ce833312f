/** A program that is run as its reader runs it. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, onTestFinished } from "vitest";

export interface Program {
  /** Resolves when it has printed this. */
  printed(wanted: string): Promise<void>;
  /** The lines that it printed, and its exit code. */
  end(): Promise<{ code: number; out: string[]; err: string[] }>;
}

/** Starts a program, which is killed when the test is over. */
export function startProgram(
  command: string,
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Program {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  return {
    printed: (wanted) => expect.poll(() => out, { timeout: 10_000 }).toContain(wanted),
    async end() {
      const [[code], out, err] = await ended;
      return { code, out: toLines(out), err: toLines(err) };
    },
  };
}

const toLines = (printed: string) => (printed === "" ? [] : printed.replace(/\n$/, "").split("\n"));

/** Whether bash and curl are here: the ordinary tests need nothing but Node. */
export const hasShell = ["bash", "curl"].every((program) => spawnSync(program, ["--version"]).status === 0);

/** JSON → YAML in small steps: in one go, half a megabyte would hold up every other request. */
import { setImmediate as pause } from "node:timers/promises";
import { stringify } from "yaml";

/** Many readers still speak YAML 1.1, to which a bare 2024-01-06 is a date: what they would misread is quoted. */
const STYLE = { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false } as const;

/** How deep maps are taken apart: to the single schema, path or example. */
const DEPTH = 2;

/** The same value as YAML; other requests are served in between. */
export async function toYaml(value: object, depth = DEPTH): Promise<string> {
  const parts: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (depth > 0 && isMap(item)) {
      parts.push(`${stringify(key, STYLE).trim()}:\n${(await toYaml(item, depth - 1)).replace(/^(?=.)/gm, "  ")}`);
      continue;
    }
    parts.push(stringify({ [key]: item }, STYLE));
    await pause();
  }
  return parts.join("");
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

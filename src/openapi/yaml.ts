/** JSON → YAML in small steps: in one go, half a megabyte would hold up every other request. */
import { setImmediate as pause } from "node:timers/promises";
import { stringify } from "yaml";

/** How deep maps are taken apart: to the single schema, path or example. */
const DEPTH = 2;

/** The same value as YAML; other requests are answered in between. */
export async function toYaml(value: object, depth = DEPTH): Promise<string> {
  const parts: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (depth > 0 && isMap(item)) {
      parts.push(`${stringify(key).trim()}:\n${(await toYaml(item, depth - 1)).replace(/^(?=.)/gm, "  ")}`);
      continue;
    }
    parts.push(stringify({ [key]: item }, { lineWidth: 0, aliasDuplicateObjects: false }));
    await pause();
  }
  return parts.join("");
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

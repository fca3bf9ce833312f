/** Where one job of a kind is asked for; its id is percent-encoded, as clients write it. */
import type { Kind } from "../../src/kinds/kind.ts";

export function pathOf({ name, id: format }: Kind, id: unknown): string {
  return `/v1/jobs/${name}/${encodeURIComponent(format.write(id))}`;
}

/** Where the document and the package are: two levels up, from src/openapi/ and from dist/openapi/ alike. */
import { readFile } from "node:fs/promises";

export const DOCUMENT_FILE = new URL("../../openapi/openapi.json", import.meta.url);

/** The version in package.json. */
export async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error("package.json has no version");
}

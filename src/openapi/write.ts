/** Writes openapi/openapi.json, the published contract: `npm run openapi`. Its diff is what a change means to callers. */
import { writeFile } from "node:fs/promises";
import { KINDS } from "../kinds/index.ts";
import { DOCUMENT_FILE, readVersion } from "../pages/files.ts";
import { createDocument } from "./document.ts";

const document = createDocument({ kinds: KINDS, version: await readVersion() });
await writeFile(DOCUMENT_FILE, `${JSON.stringify(document, null, 2)}\n`);

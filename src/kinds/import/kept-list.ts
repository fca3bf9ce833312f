/** The list of imports by REST, which is dear for Milvus, and so serves for some seconds. */
import type { RequestOf, RestReply } from "../../milvus/methods.ts";
import { attempt, type Calls, type Outcome } from "../kind.ts";

/** In milliseconds. */
const LIFETIME = 5_000;

/** How the list came out; with `isFresh` one that is asked for now. */
export function listByRest(request: RequestOf<"import/list">, isFresh = false): Calls<Outcome<RestReply>> {
  return attempt({ method: "import/list", request, maxAge: isFresh ? 0 : LIFETIME, patience: "long" });
}

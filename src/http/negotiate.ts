/** Content negotiation (RFC 9110 §12): what an operation can answer with, against what the caller accepts. */
import type { ServerResponse } from "node:http";
import type { Request } from "express";
import { GatewayError } from "../job/errors.ts";

/** The first of these media types that suits the caller best; NOT_ACCEPTABLE when none does. */
export function negotiate(request: Request, types: readonly string[]): string {
  const [first = ""] = types;
  const { accept } = request.headers;
  if (accept === undefined || accept === "*/*" || accept === first) return first;
  const best = request.accepts([...types]);
  if (best === false) throw new GatewayError("NOT_ACCEPTABLE", `This operation answers ${types.join(" or ")}.`);
  return best;
}

/** What an answer varies by: the caller and what it accepts, and the origin where CORS has said so already. */
export function varyOf(response: ServerResponse): string {
  const already = response.getHeader("Vary");
  return already === undefined ? "Authorization, Accept" : `Authorization, Accept, ${String(already)}`;
}

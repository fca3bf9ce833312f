/** Content negotiation (RFC 9110 §12): the media types of an operation, against those that the caller accepts. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { GatewayError } from "../model/errors.ts";

/** The first of these media types that suits the caller best; NOT_ACCEPTABLE when none does. */
export function negotiate(request: IncomingMessage, types: readonly string[]): string {
  const [first = ""] = types;
  const { accept } = request.headers;
  if (accept === undefined || accept === "*/*" || accept === first) return first;
  const ranges = rangesOf(accept);
  const [best] = types
    .map((type) => ({ type, ...preferenceFor(type, ranges) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.breadth - b.breadth || a.place - b.place);
  if (best === undefined)
    throw new GatewayError("NOT_ACCEPTABLE", `This operation responds with ${types.join(" or ")}.`);
  return best.type;
}

interface Range {
  readonly range: string;
  readonly weight: number;
  readonly place: number;
}

/** The media ranges of an Accept header, without their parameters: every response is UTF-8 and has no variants. */
function rangesOf(accept: string): Range[] {
  // Commas and semicolons in quotes separate nothing.
  const unquoted = accept.toLowerCase().replace(/"(?:[^"\\]|\\.)*"?/g, "");
  return unquoted.split(",").map((element, place) => {
    const [range = "", ...parameters] = element.split(";").map((part) => part.trim());
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    return { range, weight: q === undefined ? 1 : Number.parseFloat(q.slice(2)), place };
  });
}

/** The quality of a type by the most specific range that matches it; of several, the highest. */
function preferenceFor(type: string, ranges: readonly Range[]) {
  const wider = [type, type.replace(/\/.*/, "/*"), "*/*"];
  const [narrowest] = ranges
    .map(({ range, weight, place }) => ({ breadth: wider.indexOf(range), weight, place }))
    .filter(({ breadth }) => breadth !== -1)
    .sort((a, b) => a.breadth - b.breadth || b.weight - a.weight);
  return narrowest ?? { breadth: 0, weight: 0, place: 0 };
}

/** The value of Vary: the caller and what it accepts, and the origin where CORS has set it already. */
export function varyOf(response: ServerResponse): string {
  const already = response.getHeader("Vary");
  return already === undefined ? "Authorization, Accept" : `Authorization, Accept, ${String(already)}`;
}

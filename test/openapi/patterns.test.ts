/** What the document says of ids and waits by patterns is exactly what the gateway takes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { waitParameter } from "../../src/api/parameters.ts";
import { KINDS } from "../../src/kinds/index.ts";
import { decimalUpTo } from "../../src/model/decimals.ts";
import { InvalidId } from "../../src/model/ids.ts";
import { createDocument } from "../../src/openapi/document.ts";

/** JSON Schema's patterns are Unicode ones. */
const published = (pattern: string) => new RegExp(pattern, "u");

/** Any text; one that the pattern has; and one that it has, with a character more, less or instead. */
function textsAround(pattern: string): fc.Arbitrary<string> {
  const character = fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.constantFrom(..."09:,/ -"));
  const right = fc.stringMatching(published(pattern));
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const changed = fc.tuple(right, place, fc.nat(1), character).map(([text, where, removed, added]) => {
    const characters = [...text];
    characters.splice(Math.floor(where * characters.length), removed, added);
    return characters.join("");
  });
  return fc.oneof(fc.string({ unit: "binary" }), right, changed);
}

const LARGEST = [1n << 53n, 1n << 63n, 1n << 64n].flatMap((limit) =>
  [limit - 1n, limit, limit + 1n, limit * 10n].map(String),
);

test.each(KINDS)("the pattern of a $name's id matches the ids that are taken, and no others", ({ id }) => {
  const { pattern } = id;
  const isTaken = (text: string) => !(id.read(text) instanceof InvalidId);
  const isPublished = (text: string) => published(pattern).test(text);
  expect(LARGEST.map(isPublished)).toEqual(LARGEST.map(isTaken));
  fc.assert(
    fc.property(textsAround(pattern), (text) => isPublished(text) === isTaken(text)),
    { numRuns: 2_000 },
  );
});

describe("The pattern of wait", () => {
  const { paths } = createDocument({ kinds: KINDS, version: "0" });
  const parameters = paths?.["/v1/jobs/import/{id}"]?.get?.parameters ?? [];
  const wait = parameters.find((parameter) => "name" in parameter && parameter.name === "wait");
  const { pattern = "" } = wait && "schema" in wait && wait.schema && !("$ref" in wait.schema) ? wait.schema : {};
  const isTaken = (text: string) => waitParameter(50_000).safeParse(text).success;
  const isPublished = (text: string) => published(pattern).test(text);

  test.each([
    ["0ms", true],
    ["50000ms", true],
    ["50001ms", false],
    ["0s", true],
    ["49s", true],
    ["50s", true],
    ["51s", false],
    ["0m", true],
    ["1m", false],
    ["0030s", true],
    ["1.5s", false],
    ["30", false],
    ["30 s", false],
    ["-1s", false],
    ["", false],
  ])("%s: %s", (text, expected) => {
    expect([isTaken(text), isPublished(text)]).toEqual([expected, expected]);
  });

  test("matches the waits that are taken, and no others", () => {
    fc.assert(
      fc.property(textsAround(pattern), (text) => isPublished(text) === isTaken(text)),
      { numRuns: 2_000 },
    );
  });
});

test.each([0, 1, 9, 10, 59, 60, 99, 100, 101, 999, 1000, 1500])(
  "decimals up to %i are those, each written in one way",
  (max) => {
    const whole = new RegExp(`^${decimalUpTo(String(max))}$`);
    const numbers = Array.from({ length: 20_000 }, (_, number) => number);
    expect(numbers.filter((number) => whole.test(String(number)))).toEqual(numbers.slice(0, max + 1));
    expect(["", "00", "01", "-1", "+1", " 1", "1 ", "1\n", "1.0", "1e1"].filter((text) => whole.test(text))).toEqual(
      [],
    );
  },
);

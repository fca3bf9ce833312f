import { expect, test } from "vitest";
import { hintAt, nearest } from "../../src/model/nearest.ts";

const FIELDS = ["dbName", "collectionName", "partitionName", "files", "options"];

test.each([
  ["collectionname", "collectionName"],
  ["collection_name", "collectionName"],
  ["colectionName", "collectionName"],
  ["collection", "collectionName"],
  ["db_name", "dbName"],
  ["fiels", "files"],
  ["optoins", "options"],
  ["name", undefined],
  ["db", undefined],
  ["", undefined],
  ["bucket", undefined],
  ["f".repeat(1_000_000), undefined],
])("%.20s is meant to be %s", (word, meant) => {
  expect(nearest(word, FIELDS)).toBe(meant);
});

test.each([
  ["file", FIELDS, "did you mean files?"],
  ["bucket", ["a", "b"], "allowed are a, b"],
  ["bucket", [], "none is allowed"],
])("the hint at %s of %j is: %s", (word, allowed, hint) => {
  expect(hintAt(word, allowed)).toBe(hint);
});

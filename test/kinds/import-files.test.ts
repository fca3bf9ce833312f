/** The file names of Milvus's REST, which are lists as Go prints them, or protobuf text. */
import { describe, expect, test } from "vitest";
import { followJob, importFile, pathsOnly, readFiles, readPaths } from "../../src/kinds/import/files.ts";
import type { Warning } from "../../src/model/job.ts";

describe("a file name", () => {
  test.each([
    ["one file", "[a.parquet]", ["a.parquet"]],
    ["a folder", "[in/2026/a.json]", ["in/2026/a.json"]],
    ["spaces in one file", "[in/my books.parquet]", ["in/my books.parquet"]],
    ["several spaces", "[a  b c.csv]", ["a  b c.csv"]],
    ["letters of any case", "[A.JSONL]", ["A.JSONL"]],
    ["ndjson", "[a b.ndjson]", ["a b.ndjson"]],
    ["a .npy file for each field", "[x/id.npy x/vec.npy]", ["x/id.npy", "x/vec.npy"]],
    ["spaces in .npy files", "[my x/id.npy my x/vec.npy]", ["my x/id.npy", "my x/vec.npy"]],
    ["a path that only ends in .npy", "[.npy]", [".npy"]],
    ["one .npy file", "[id.npy]", ["id.npy"]],
    [".npy in the middle of a path", "[x.npyz/a.npy b.npy]", ["x.npyz/a.npy", "b.npy"]],
    [
      "the two folders of a backup",
      "[backup/insert_log/1 backup/delta_log/1]",
      ["backup/insert_log/1", "backup/delta_log/1"],
    ],
    ["the one folder of a backup", "[backup/insert_log/1]", ["backup/insert_log/1"]],
    ["where spaces could be either", "[a b c]", ["a b c"]],
    ["brackets of the path itself", "[[a].json]", ["[a].json"]],
    ["brackets within", "[a[1].npy b[2].npy]", ["a[1].npy", "b[2].npy"]],
    ["an empty list", "[]", []],
    ["nothing", "", []],
    ["no brackets", "a.json", ["a.json"]],
    ["only one bracket", "[a.json", ["a.json"]],
    ["the name of a prototype", "[__proto__]", ["__proto__"]],
    ["line breaks", "[a\nb.json]", ["a\nb.json"]],
    ["no ASCII", "[Bücher/本.parquet]", ["Bücher/本.parquet"]],
  ])("may have %s", (_case, name, paths) => {
    expect(readPaths(name)).toEqual(paths);
  });

  test.each([
    ["one path", 'paths:"a.json"', ["a.json"]],
    ["an id before it", 'id:7 paths:"a.json"', ["a.json"]],
    ["several paths", 'paths:"x/id.npy" paths:"x/vec.npy"', ["x/id.npy", "x/vec.npy"]],
    ["a space after the colon", 'paths: "a.json"', ["a.json"]],
    ["several spaces between", 'id:1  paths:"a.json"  paths:"b.json"', ["a.json", "b.json"]],
    ["quotes in a path", 'paths:"a\\"b.json"', ['a"b.json']],
    ["backslashes in a path", 'paths:"a\\\\b.json"', ["a\\b.json"]],
    ["an empty path", 'paths:""', [""]],
  ])("before Milvus 2.4.5 is protobuf text, of %s", (_case, name, paths) => {
    expect(readPaths(name)).toEqual(paths);
  });

  test("of any length is read at once", () => {
    const long = "a".repeat(100_000);
    expect(readPaths(`[${long}.json]`)).toEqual([`${long}.json`]);
    expect(readPaths(`paths:"${"\\".repeat(100_000)}`)).toHaveLength(1);
    expect(readPaths(`[${"x.npy ".repeat(10_000)}y.npy]`)).toHaveLength(10_001);
    expect(readPaths(`[${" ".repeat(100_000)}]`)).toEqual([" ".repeat(100_000)]);
  });
});

describe("the details of a job", () => {
  const read = (details: unknown) => {
    const warnings: Warning[] = [];
    return { files: readFiles(details, warnings), warnings };
  };

  test.each([undefined, null, [], {}, "a", 1])("are none: %j", (details) => {
    expect(read(details)).toEqual({ files: null, warnings: [] });
  });

  test.each([[null], ["a"], [1], [[]], [{}], [{ fileName: 1, state: {}, fileSize: "1", completeTime: 0, reason: [] }]])(
    "may hold what is no file: %j",
    (entry) => {
      const unknown = { ...pathsOnly([]), state: "unknown" };
      expect(read([entry])).toEqual({ files: [unknown], warnings: [] });
      expect(importFile.safeParse(unknown).success).toBe(true);
    },
  );

  test("are sorted by path, the same whatever Milvus's order is", () => {
    const names = ["[b/1]", "[a/2 a/3]", "[a/2]", "[B]", "[a/10]"];
    const pathsOf = (order: string[]) => read(order.map((fileName) => ({ fileName }))).files?.map(({ paths }) => paths);
    const sorted = [["B"], ["a/10"], ["a/2"], ["a/2", "a/3"], ["b/1"]];
    expect(pathsOf(names)).toEqual(sorted);
    expect(pathsOf(names.toReversed())).toEqual(sorted);
  });

  test("are in the same order although a path is repeated", () => {
    const groups = [
      { fileName: "[a.json]", state: "InProgress", progress: 50 },
      { fileName: "[a.json]", state: "Pending", progress: 0 },
    ];
    expect(read(groups).files).toEqual(read(groups.toReversed()).files);
  });

  test("may name a file twice", () => {
    expect(read([{ fileName: "[a.json]" }, { fileName: "[a.json]" }]).files).toHaveLength(2);
  });

  test("have counts and times of their own", () => {
    const entry = {
      fileName: "[a.json]",
      state: "Completed",
      progress: 100,
      importedRows: 10,
      totalRows: 10,
      fileSize: 9_007_199_254_740_993n,
      completeTime: "2026-07-20T16:00:14+08:00",
    };
    expect(read([entry])).toEqual({
      files: [
        {
          paths: ["a.json"],
          state: "succeeded",
          stage: "completed",
          progress: 100,
          reason: null,
          rowCount: 10,
          totalRows: 10,
          sizeBytes: null,
          endTime: "2026-07-20T08:00:14.000Z",
        },
      ],
      warnings: [
        {
          code: "UNSAFE_COUNT",
          message:
            "files.sizeBytes is 9007199254740993, which a JSON number cannot hold exactly; include=reply has it.",
        },
      ],
    });
  });
});

describe("a file of a job", () => {
  const file = { ...pathsOnly(["a.json"]), state: "running", stage: "in_progress", progress: 40, rowCount: 4 };

  test("that has succeeded has all its rows", () => {
    const done = { ...file, state: "succeeded", stage: "completed", progress: 100 };
    expect(followJob({ ...file, totalRows: 10, reason: "x" }, "succeeded", null)).toEqual({
      ...done,
      totalRows: 10,
      rowCount: 10,
    });
    expect(followJob(file, "succeeded", null)).toEqual(done);
  });

  test("that has failed has the job's reason, unless it has one", () => {
    const failed = { ...file, state: "failed", stage: "failed" };
    expect(followJob(file, "failed", "import timeout")).toEqual({ ...failed, reason: "import timeout" });
    expect(followJob({ ...file, reason: "no such file" }, "failed", "import timeout")).toEqual({
      ...failed,
      reason: "no such file",
    });
  });

  test.each(["pending", "running", "unknown"] as const)("that is %s is as it is", (state) => {
    expect(followJob(file, state, null)).toEqual(file);
  });
});

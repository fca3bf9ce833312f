/** What is redacted in Milvus's texts, and what must stay readable. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactText } from "../../src/model/redact.ts";
import { startScriptedGateway } from "../support/scripted-gateway.ts";

describe("is redacted", () => {
  test.each([
    // Credentials in URIs
    ["s3://key:secret@bucket/a.json", "s3://***@bucket/a.json"],
    ["s3://key:sec/ret@bucket/path", "s3://***@bucket/path"],
    ["minio://u:p/w@host", "minio://***@host"],
    ["open s3://AKIA7:a/b+c/d=@bucket/x: denied", "open s3://***@bucket/x: denied"],
    ["s3://key:/secret@bucket", "s3://***@bucket"],
    ["s3://:sec/ret@bucket", "s3://***@bucket"],
    ["s3://key:a/b@c@bucket/x", "s3://***@bucket/x"],
    ["s3://key:a?b#c@bucket", "s3://***@bucket"],
    ["s3://key:sec/ret@bucket/path@v2", "s3://***@bucket/path@v2"],
    ["s3://k:p@a/x,s3://k:p/w@b/y", "s3://***@a/x,s3://***@b/y"],
    ["s3://a,s3://k:p/w@b/x", "s3://a,s3://***@b/x"],
    ['{"uri":"s3://k:p/w@b"}', '{"uri":"s3://***@b"}'],
    // Queries
    ["https://b/a?X-Amz-Signature=abc&part=1", "https://b/a?X-Amz-Signature=***&part=1"],
    ["https://b/a?part=1&accessKeyId=abc#d", "https://b/a?part=1&accessKeyId=***#d"],
    // JSON
    ['{"secret": "a\\"b", "format": "parquet"}', '{"secret": "***", "format": "parquet"}'],
    ['"{\\"api_key\\":\\"abc\\",\\"format\\":\\"x\\"}"', '"{\\"api_key\\":\\"***\\",\\"format\\":\\"x\\"}"'],
    // Plain text
    ["secret_key=abc", "secret_key=***"],
    ["access_key_id = abc, region = eu", "access_key_id = ***, region = eu"],
    ["password: hunter2", "password: ***"],
    ["wrong passwd=a/b+c= for root", "wrong passwd=*** for root"],
    ["minio.secretAccessKey: abc", "minio.secretAccessKey: ***"],
    ["AWS_SECRET_ACCESS_KEY=a/b", "AWS_SECRET_ACCESS_KEY=***"],
    ["the secret access key = a/b is wrong", "the secret access key = *** is wrong"],
    ["X-Api-Key: abc", "X-Api-Key: ***"],
    ["AccountName=a;AccountKey=b==;x=y", "AccountName=a;AccountKey=***;x=y"],
    ["{AccessKeyID:AKIA SecretAccessKey:a/b UseSSL:false}", "{AccessKeyID:*** SecretAccessKey:*** UseSSL:false}"],
    ["map[access_key_value:abc region:eu]", "map[access_key_value:*** region:eu]"],
    ["denied[access_key=abc][region=eu]", "denied[access_key=***][region=eu]"],
    ["{'secret_key': 'a b', 'region': 'eu'}", "{'secret_key': '***', 'region': 'eu'}"],
    ['SecretKey:"a \\"b", Region:"eu"', 'SecretKey:"***", Region:"eu"'],
    ['bad "password=\\"a b\\" of root"', 'bad "password=\\"***\\" of root"'],
    ["auth_token=abc", "auth_token=***"],
    ["session token: abc", "session token: ***"],
    ["token=abc", "token=***"],
    ["credentials: abc", "credentials: ***"],
    ["pwd=abc", "pwd=***"],
    ["passphrase => abc", "passphrase => ***"],
    ["private_key == abc", "private_key == ***"],
  ])("%s", (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
    expect(redactText(redacted)).toBe(redacted);
  });
});

describe("stays readable", () => {
  test.each([
    "primary key=5",
    "duplicate primary key: 5",
    "partition_key=tenant",
    "partition key: tenant",
    "clustering_key=a, json_key=b, shard key = c",
    "key=5",
    "key not found[key=by-dev/meta/importtask/12345]",
    "no such key: books/1.json",
    "tokenizer=standard",
    '{"tokenizer": "standard", "partition_key": "a"}',
    "max_tokens=100, token_count: 3, tokens: 5",
    "unexpected token: ')'",
    "pageToken=abc",
    "auth check failure, please check username and password are correct",
    "password must have 6 characters",
    "missing access_key_id: invalid parameter",
    "wrong secret: importing data failed: invalid parameter",
    "the access key is not known",
    "access_key_id=",
    "s3://bucket/a@2x.png",
    "http://minio:9000/bucket/a@b.json",
    "http://minio:9000?mail=a@b",
    "http://[::1]:9000/a@b.json",
    "file://C:/a@b.json",
    "s3://bucket/x:y@z",
    "s3://a/x,b@c",
    "s3://key:sec/ret and no more",
    "https://b/a?part=1&mail=a@b",
    "attempt #5: rpc error: code = Unknown desc = collection not found[database=d][collection=c]",
    "secret",
    "",
  ])("%s", (text) => {
    expect(redactText(text)).toBe(text);
  });
});

/** Pieces that the patterns look for, and what may stand between them. */
const piece = fc.oneof(
  fc.constantFrom("://", "s3://", "k:p/", "@", ":", "/", "?", "&", "=", " ", "=***", '"', "'", "\\", '":', ": ", "\n"),
  fc.constantFrom("secret", "_key", "key", "access", "password", "token", "credential", "pwd", "sig", "a", "9", "-"),
  fc.string({ unit: "grapheme", maxLength: 5 }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

describe("any text", () => {
  test("is read without an exception, and grows by the redactions at most", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(redactText(given).length).toBeLessThanOrEqual(given.length * 4 + 3);
      }),
      { numRuns: 2_000 },
    );
  });

  test("keeps no secret that is named", () => {
    const name = fc.constantFrom("secret_key=", "password: ", "access_key_id = ", "SecretAccessKey:", "auth-token=");
    const uri = fc.constantFrom("s3://key:", "minio://u:");
    const secret = fc.stringMatching(/^[A-Za-z+/]{8,40}$/);
    fc.assert(
      fc.property(text, secret, fc.oneof(name, uri), (before, given, start) => {
        const end = start.includes("://") ? "@bucket/a" : " and";
        expect(redactText(`${before} ${start}${given}${end}`)).not.toContain(given);
      }),
    );
  });

  // Were it not linear, a text of 100,000 characters would take longer than a test may.
  test("takes time that is linear in its size", () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), text, (pieces, end) => {
        const unit = pieces.join("") || "a";
        const long = unit.repeat(Math.ceil(100_000 / unit.length));
        expect(redactText(long + end).length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

test("the id of a started job is never redacted, whatever its collection is called", async () => {
  const { send } = await startScriptedGateway({
    Flush: { coll_flush_ts: { secret: "470592729907200001" }, coll_segIDs: { secret: { data: ["7"] } } },
  });
  const response = await send("/v1/jobs/flush", { method: "POST", json: { collectionName: "secret" } });
  expect(response.headers.location).toBe("/v1/jobs/flush/default:secret:470592729907200001");
  expect(response.json).toEqual({
    name: "flush/default:secret:470592729907200001",
    kind: "flush",
    id: "default:secret:470592729907200001",
    state: "running",
    done: false,
    stage: "flushing",
    upstreamState: null,
    progress: null,
    reason: null,
    dbName: "default",
    collectionName: "secret",
    createTime: "2026-11-20T10:00:00.000Z",
    startTime: null,
    endTime: null,
    durationMs: null,
    details: { flushTs: "470592729907200001", flushTime: "2026-11-20T10:00:00.000Z", segmentIds: ["7"] },
    warnings: [],
  });
});

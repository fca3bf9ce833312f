import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, help, misspeltSettings, readConfig } from "../../src/config.ts";
import { writeCertificates } from "../real-milvus/certificates.ts";

const FOLDER = await mkdtemp(join(tmpdir(), "gateway-config-"));
const CERTIFICATES = await writeCertificates(FOLDER);
const OTHERS = await writeCertificates(join(FOLDER, "others"));
const OVER_TLS = { MILVUS_ADDRESS: "https://milvus.example:443" };
afterAll(() => rm(FOLDER, { recursive: true }));

/** The mistakes that a configuration is refused for, one a line. */
function mistakesOf(env: Record<string, string>, args: readonly string[] = []): string[] {
  try {
    readConfig(env, args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n").map((line) => line.trim());
    throw error;
  }
  return [];
}

test("without any setting there is a gateway on loopback in front of the sandbox", () => {
  expect(readConfig({})).toEqual({
    PORT: 8080,
    HOST: "127.0.0.1",
    MILVUS_HTTP: "auto",
    GATEWAY_API_KEYS: [],
    ALLOW_ANONYMOUS: false,
    READ_ONLY: false,
    CORS_ORIGINS: [],
    PUBLIC_PATH: "",
    DEFAULT_TIMEOUT_MS: 10_000,
    MAX_TIMEOUT_MS: 60_000,
    MAX_WAIT_MS: 50_000,
    POLL_INTERVAL_MS: 1_000,
    MAX_POLL_INTERVAL_MS: 10_000,
    HEARTBEAT_MS: 15_000,
    MAX_FOLLOWERS: 10_000,
    MAX_UPSTREAM_CALLS: 1_000,
    MAX_BODY_BYTES: 1_000_000,
    MAX_CONNECTIONS: 20_000,
    SHUTDOWN_GRACE_MS: 15_000,
    LOG_LEVEL: "info",
    SANDBOX_VERSION: "3.1",
    NODE_ENV: "development",
  });
});

test("TLS settings are fine where only Milvus's REST has TLS", () => {
  const settings = { MILVUS_ADDRESS: "localhost:19530", MILVUS_HTTP: "https://localhost:9443" };
  expect(mistakesOf({ ...settings, MILVUS_TLS_CA: CERTIFICATES.ca })).toEqual([]);
});

test.each(["/gw", "/milvus/jobs-v1.2_~", "/.well-known"])("PUBLIC_PATH may be %s", (PUBLIC_PATH) => {
  expect(readConfig({ PUBLIC_PATH }).PUBLIC_PATH).toBe(PUBLIC_PATH);
});

test.each(["/", "gw", "/gw/", "//gw", "/a//b", "/..", "/a/./b", "/a b", "/a%20b", "/a?b", "https://x/gw"])(
  "PUBLIC_PATH cannot be %s",
  (PUBLIC_PATH) => {
    expect(mistakesOf({ PUBLIC_PATH })).toEqual([
      "The configuration has mistakes:",
      "PUBLIC_PATH: must be a path such as /milvus/jobs: letters, digits, - . _ ~ between slashes, none at the end",
    ]);
  },
);

test.each([
  ["1", [true, false, true]],
  ["2", [true, true, true]],
  ["loopback", [true, true, false]],
  ["10.0.0.0/8,192.0.2.7", [false, false, true]],
  ["::1, fd00::/8", [false, false, false]],
  ["10.0.0.0/255.0.0.0", [false, false, true]],
])("TRUST_PROXY=%s trusts such proxies", (TRUST_PROXY, trusted) => {
  const trusts = readConfig({ TRUST_PROXY }).TRUST_PROXY;
  expect([trusts?.("127.0.0.1", 0), trusts?.("127.0.0.1", 1), trusts?.("10.1.2.3", 0)]).toEqual(trusted);
});

test.each([
  "true",
  "0",
  "-1",
  "100",
  "1,2",
  "1,10.0.0.0/8",
  "10.0.0.0/33",
  "10.0.0.0/0",
  "10.0.0",
  "proxy.example",
  "*",
])("TRUST_PROXY cannot be %s", (TRUST_PROXY) => {
  expect(mistakesOf({ TRUST_PROXY })).toEqual([
    "The configuration has mistakes:",
    "TRUST_PROXY: must be a number of proxies, or addresses and networks such as 10.0.0.0/8 or loopback",
  ]);
});

test.each(["auto", "off", "http://localhost:19530", "https://milvus.example", "http://[::1]:19530/"])(
  "MILVUS_HTTP may be %s",
  (MILVUS_HTTP) => {
    expect(readConfig({ MILVUS_HTTP }).MILVUS_HTTP).toBe(MILVUS_HTTP);
  },
);

test.each([
  "on",
  "localhost:19530",
  "ftp://localhost",
  "http://",
  "http://localhost:99999",
  "http://root:Milvus@localhost",
  "http://localhost/v2",
  "http://localhost?a=b",
  "http://localhost#a",
  "http://local host",
])("MILVUS_HTTP cannot be %s", (MILVUS_HTTP) => {
  expect(mistakesOf({ MILVUS_HTTP })).toEqual([
    "The configuration has mistakes:",
    "MILVUS_HTTP: must be auto, off, or a URL such as http://localhost:19530",
  ]);
});

test("TLS files are read at once", async () => {
  const { ca, cert, key } = CERTIFICATES;
  const tls = { MILVUS_TLS_CA: ca, MILVUS_TLS_CERT: cert, MILVUS_TLS_KEY: key };
  expect(readConfig({ ...OVER_TLS, ...tls })).toMatchObject({
    MILVUS_TLS_CA: await readFile(ca),
    MILVUS_TLS_CERT: await readFile(cert),
    MILVUS_TLS_KEY: await readFile(key),
  });
});

test("a configuration cannot be changed", () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});

test("a flag wins over the environment, which wins over the default", () => {
  const env = { PORT: "1000", HOST: "0.0.0.0" };
  const { PORT, HOST, LOG_LEVEL } = readConfig(env, ["--port", "2000", "--log-level=debug"]);
  expect({ PORT, HOST, LOG_LEVEL }).toEqual({ PORT: 2000, HOST: "0.0.0.0", LOG_LEVEL: "debug" });
});

test("an empty text is no setting, as a compose file writes it", () => {
  const env = { PORT: "", MILVUS_ADDRESS: "", GATEWAY_API_KEYS: "", CORS_ORIGINS: "" };
  const { PORT, MILVUS_ADDRESS, GATEWAY_API_KEYS, CORS_ORIGINS } = readConfig(env);
  expect({ PORT, MILVUS_ADDRESS, GATEWAY_API_KEYS, CORS_ORIGINS }).toEqual({
    PORT: 8080,
    GATEWAY_API_KEYS: [],
    CORS_ORIGINS: [],
  });
});

test("lists are separated by commas, and spaces around a word do not count", () => {
  const { GATEWAY_API_KEYS, CORS_ORIGINS } = readConfig({ GATEWAY_API_KEYS: " a, b ,,", CORS_ORIGINS: "*" });
  expect({ GATEWAY_API_KEYS, CORS_ORIGINS }).toEqual({ GATEWAY_API_KEYS: ["a", "b"], CORS_ORIGINS: ["*"] });
});

test.each([
  ["http://x/", "http://x"],
  ["HTTP://Board.Example", "http://board.example"],
  ["http://x:80", "http://x"],
  ["https://x:443/", "https://x"],
  ["https://x:80", "https://x:80"],
  ["http://localhost:5500", "http://localhost:5500"],
  ["http://[0:0::1]:5500", "http://[::1]:5500"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["moz-extension://a1b2-c3", "moz-extension://a1b2-c3"],
  ["*", "*"],
])("the origin %s is what browsers send as %s", (CORS_ORIGINS, origin) => {
  expect(readConfig({ CORS_ORIGINS }).CORS_ORIGINS).toEqual([origin]);
});

test.each([
  "localhost:1",
  "x",
  "null",
  "http://",
  "http:x",
  "http://x/app",
  "http://x//",
  "http://x\\app",
  "http://x?a=b",
  "http://x#a",
  "http://ann@x",
  "http://a b",
  "http://x:99999",
  "https://*.x",
  "http://*",
  "ftp://x",
  "file://",
])("the origin %s, which no browser sends, is a mistake", (origin) => {
  expect(mistakesOf({ CORS_ORIGINS: `https://board.example, ${origin}` })).toEqual([
    "The configuration has mistakes:",
    `CORS_ORIGINS: ${JSON.stringify(origin)} is no origin: write http://host:port or https://host:port, without a path, or *`,
  ]);
});

test.each([",", " , ", " "])("a list that is set to %j and names nothing is a mistake", (list) => {
  expect(mistakesOf({ GATEWAY_API_KEYS: list, CORS_ORIGINS: list })).toEqual([
    "The configuration has mistakes:",
    "GATEWAY_API_KEYS: is set, but names nothing: unset it, or separate words by commas",
    "CORS_ORIGINS: is set, but names nothing: unset it, or separate words by commas",
  ]);
});

test("the gateway's own credential with keys that name none is told once", () => {
  expect(mistakesOf({ MILVUS_TOKEN: "root:Milvus", GATEWAY_API_KEYS: " , " })).toEqual([
    "The configuration has mistakes:",
    "GATEWAY_API_KEYS: is set, but names nothing: unset it, or separate words by commas",
  ]);
});

test.each([
  ["localhost:19530"],
  ["localhost"],
  ["http://milvus:19530"],
  ["https://milvus.example/"],
  ["https://milvus.example:443"],
  ["[::1]:19530"],
])("MILVUS_ADDRESS=%s is taken", (address) => {
  expect(readConfig({ MILVUS_ADDRESS: address }).MILVUS_ADDRESS).toBe(address);
});

test.each([
  ["ftp://milvus"],
  ["milvus:port"],
  ["milvus:19530/path"],
  ["user:password@milvus:19530"],
  ["a b"],
  ["milvus:123456"],
])("MILVUS_ADDRESS=%s is a mistake", (address) => {
  expect(mistakesOf({ MILVUS_ADDRESS: address })).toEqual([
    "The configuration has mistakes:",
    "MILVUS_ADDRESS: must be like localhost:19530 or https://host:443",
  ]);
});

test("all mistakes are told at once", () => {
  const env = {
    PORT: "65536",
    HOST: "",
    ALLOW_ANONYMOUS: "yes",
    READ_ONLY: "1",
    LOG_LEVEL: "loud",
    SANDBOX_VERSION: "1.0",
    MAX_WAIT_MS: "-1",
    HEARTBEAT_MS: "1.5",
    MAX_BODY_BYTES: "1e6",
    MILVUS_TLS_CERT: CERTIFICATES.cert,
    NODE_ENV: "production",
  };
  expect(mistakesOf(env, ["--nonsense", "1"]).map((line) => line.split(":")[0])).toEqual([
    "The configuration has mistakes",
    "--nonsense",
    "PORT",
    "ALLOW_ANONYMOUS",
    "READ_ONLY",
    "MAX_WAIT_MS",
    "HEARTBEAT_MS",
    "MAX_BODY_BYTES",
    "LOG_LEVEL",
    "SANDBOX_VERSION",
    "MILVUS_ADDRESS",
    "MILVUS_ADDRESS, MILVUS_HTTP",
    "MILVUS_TLS_CERT, MILVUS_TLS_KEY",
  ]);
});

const NEEDS_HTTPS =
  "MILVUS_ADDRESS, MILVUS_HTTP: one must begin with https:// where one of MILVUS_TLS_CA, MILVUS_TLS_CERT, MILVUS_TLS_KEY, MILVUS_TLS_SERVER_NAME is set";

test.each<[string, Record<string, string>, string]>([
  [
    "production without an address",
    { NODE_ENV: "production" },
    "MILVUS_ADDRESS: must be set in production, such as localhost:19530 (the sandbox is for trying out)",
  ],
  [
    "a credential of its own without keys",
    { MILVUS_TOKEN: "root:Milvus" },
    "MILVUS_TOKEN: needs GATEWAY_API_KEYS, which callers then present, or ALLOW_ANONYMOUS=true",
  ],
  [
    "half a client certificate",
    { ...OVER_TLS, MILVUS_TLS_KEY: CERTIFICATES.key },
    "MILVUS_TLS_CERT, MILVUS_TLS_KEY: set both or neither",
  ],
  [
    "a key of another certificate",
    { ...OVER_TLS, MILVUS_TLS_CERT: CERTIFICATES.cert, MILVUS_TLS_KEY: OTHERS.key },
    "MILVUS_TLS_CERT, MILVUS_TLS_KEY: the key is not the certificate's",
  ],
  ["TLS without https://", { MILVUS_ADDRESS: "localhost:19530", MILVUS_TLS_SERVER_NAME: "milvus" }, NEEDS_HTTPS],
  ["an authority without an address", { MILVUS_TLS_CA: CERTIFICATES.ca }, NEEDS_HTTPS],
  [
    "a client certificate without an address",
    { MILVUS_TLS_CERT: CERTIFICATES.cert, MILVUS_TLS_KEY: CERTIFICATES.key },
    NEEDS_HTTPS,
  ],
  ["a server name without an address", { MILVUS_TLS_SERVER_NAME: "milvus" }, NEEDS_HTTPS],
  [
    "an authority that is no certificate",
    { MILVUS_TLS_CA: "package.json" },
    "MILVUS_TLS_CA: holds no certificate in PEM format",
  ],
  [
    "an authority that is not there",
    { MILVUS_TLS_CA: "/nowhere/ca.pem" },
    "MILVUS_TLS_CA: cannot be read: ENOENT: no such file or directory, open '/nowhere/ca.pem'",
  ],
  [
    "a key where the certificate should be",
    { MILVUS_TLS_CERT: CERTIFICATES.key, MILVUS_TLS_KEY: CERTIFICATES.key },
    "MILVUS_TLS_CERT: holds no certificate in PEM format",
  ],
  [
    "a certificate where the key should be",
    { MILVUS_TLS_CERT: CERTIFICATES.cert, MILVUS_TLS_KEY: CERTIFICATES.cert },
    "MILVUS_TLS_KEY: holds no unencrypted private key in PEM format",
  ],
  [
    "a default longer than the most",
    { DEFAULT_TIMEOUT_MS: "2000", MAX_TIMEOUT_MS: "1000" },
    "DEFAULT_TIMEOUT_MS: must not be larger than MAX_TIMEOUT_MS",
  ],
  [
    "first polls rarer than later ones",
    { POLL_INTERVAL_MS: "2000", MAX_POLL_INTERVAL_MS: "1000" },
    "POLL_INTERVAL_MS: must not be larger than MAX_POLL_INTERVAL_MS",
  ],
])("%s is a mistake", (_what, env, mistake) => {
  expect(mistakesOf(env)).toEqual(["The configuration has mistakes:", mistake]);
});

test("a mistake about a limit is not also told as a contradiction", () => {
  expect(mistakesOf({ MAX_TIMEOUT_MS: "soon", MAX_POLL_INTERVAL_MS: "0" })).toEqual([
    "The configuration has mistakes:",
    "MAX_TIMEOUT_MS: must be a whole number",
    "MAX_POLL_INTERVAL_MS: must be at least 10",
  ]);
});

test("a mistaken address in production is told once", () => {
  expect(mistakesOf({ NODE_ENV: "production", MILVUS_ADDRESS: "a b" })).toEqual([
    "The configuration has mistakes:",
    "MILVUS_ADDRESS: must be like localhost:19530 or https://host:443",
  ]);
});

test.each(Object.keys(readConfig({ MILVUS_ADDRESS: "localhost" })).map((name) => [name]))(
  "help lists %s, as variable and as flag",
  (name) => {
    expect(help()).toContain(`--${name.toLowerCase().replaceAll("_", "-")} VALUE, ${name}`);
  },
);

test("a mistake does not repeat a secret", () => {
  expect(mistakesOf({ MILVUS_ADDRESS: "https://root:Milvus@host" }).join()).not.toContain("root:Milvus");
});

test.each([
  ["an unknown one", ["--milvus-adress", "x:1"], "--milvus-adress: unknown flag; did you mean --milvus-address?"],
  ["one that is like no other", ["--nonsense", "1"], "--nonsense: unknown flag"],
  ["one without its value", ["--port"], "--port: needs a value"],
  ["one whose value is the next flag", ["--port", "--read-only", "true"], "--port: needs a value"],
  ["one that is given twice", ["--port", "1", "--port=2"], "--port: is given twice"],
  ["a word that is none", ["8080"], "8080: is no flag; flags are written --flag VALUE"],
])("a flag in error, %s, is told", (_case, args, mistake) => {
  expect(mistakesOf({}, args)).toContain(mistake);
});

test.each([
  ["MILVUS_ADRESS", "MILVUS_ADDRESS"],
  ["READONLY", "READ_ONLY"],
  ["GATEWAY_API_KEY", "GATEWAY_API_KEYS"],
  ["CORS_ORIGIN", "CORS_ORIGINS"],
  ["cors_origins", "CORS_ORIGINS"],
])("%s is told to be nearly %s", (given, meant) => {
  expect(misspeltSettings({ [given]: "s3cr3t" })).toEqual([{ given, meant }]);
});

test.each([
  ...[
    "HOME",
    "PATH",
    "PWD",
    "SHELL",
    "USER",
    "HOSTNAME",
    "LOGNAME",
    "LANG",
    "TERM",
    "NODE_OPTIONS",
    "NODE",
    "INIT_CWD",
  ],
  ...["npm_package_version", "npm_lifecycle_event", "KUBERNETES_PORT", "MILVUS_SERVICE_HOST", "MILVUS_PORT_19530_TCP"],
  ...["MILVUS_HOST", "MILVUS_HOME", "MILVUS_PORT", "PORT", "LOG_LEVEL", "HTTP_PROXY", "NO_COLOR", "CI"],
])("%s is taken for nothing else", (given) => {
  expect(misspeltSettings({ [given]: "x" })).toEqual([]);
});

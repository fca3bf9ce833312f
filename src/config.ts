/** The one table of settings: environment variable and flag, schema, default, meaning. It also prints --help. */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { parseArgs } from "node:util";
import proxyAddr from "proxy-addr";
import { z } from "zod";
import { nearest } from "./model/nearest.ts";
import { isPublicPath } from "./model/public-path.ts";

interface Setting {
  readonly schema: z.ZodType;
  readonly meaning: string;
}

const flag = z
  .enum(["true", "false"], "must be true or false")
  .default("false")
  .transform((word) => word === "true");
const words = z
  .string()
  .transform((list) =>
    list
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean),
  )
  .refine((list) => list.length > 0, "is set, but names nothing: unset it, or separate words by commas");
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
const orElse = <Schema extends z.ZodType<unknown, string>>(schema: Schema, value: string) =>
  z.string().default(value).pipe(schema);

/** A path → what the file holds. */
const file = z.string().transform((path, context) => {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: "custom", message: `cannot be read: ${why}` });
    return z.NEVER;
  }
});

/** Whether TLS can use what it is given. */
function isForTls(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options);
    return true;
  } catch {
    return false;
  }
}

// An authority is read as a certificate: as an authority, TLS would pass over what is none.
const certificateFile = file.refine((cert) => isForTls({ cert }), "holds no certificate in PEM format");
const keyFile = file.refine((key) => isForTls({ key }), "holds no unencrypted private key in PEM format");

/** Whether a text is `http://host:port` or `https://host:port`, without credentials, path or query. */
function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^/\\?#@\s]+\/?$/.test(text)) return false;
  try {
    return new URL(text).hostname !== "";
  } catch {
    return false;
  }
}

const EXTENSION = /^(chrome|moz|safari-web)-extension:\/\/[\w-]+$/;

/** A word of CORS_ORIGINS → `*`, or an origin as browsers write it: in lower case, without a default port. */
const pageOrigin = z.string().transform((text, context) => {
  if (text === "*" || EXTENSION.test(text)) return text;
  if (isOrigin(text.toLowerCase()) && !text.includes("*")) return new URL(text).origin;
  const message = `${JSON.stringify(text)} is no origin: write http://host:port or https://host:port, without a path, or *`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** Whether a proxy is to be trusted, by its address and by how many hops it is away. */
type Trust = (address: string, hop: number) => boolean;

const NAMED_NETWORKS = ["loopback", "linklocal", "uniquelocal"];

/** A number of hops, or addresses and networks, as in Express's "trust proxy" → whom to trust. */
const proxies = words.transform((names, context): Trust => {
  const hops = /^[1-9]\d?$/.exec(names.join());
  if (hops) return (_address, hop) => hop < Number(hops[0]);
  try {
    // To proxy-addr, a bare number is an address, too.
    const isKnown = (name: string) => NAMED_NETWORKS.includes(name) || isIP(name.split("/")[0] ?? "") !== 0;
    if (names.every(isKnown)) return proxyAddr.compile(names);
  } catch {}
  const message = "must be a number of proxies, or addresses and networks such as 10.0.0.0/8 or loopback";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

const SETTINGS = {
  PORT: { schema: orElse(wholeNumber(0, 65_535), "8080"), meaning: "Port to listen on; 0 takes a free one." },
  HOST: {
    schema: z.string().min(1).default("127.0.0.1"),
    meaning: "Address to listen on. On a loopback address only loopback Host headers are served.",
  },
  MILVUS_ADDRESS: {
    schema: z
      .string()
      .regex(
        /^(https?:\/\/)?(\[[0-9a-fA-F:.]+\]|[^/:\s@]+)(:\d{1,5})?\/?$/,
        "must be like localhost:19530 or https://host:443",
      )
      .optional(),
    meaning:
      "Where Milvus is: host:port, or https://host:port for TLS. Unset: the embedded sandbox (not in production).",
  },
  MILVUS_TOKEN: {
    schema: z.string().min(1).optional(),
    meaning: "The gateway's own credential, user:password or an API key. Callers then need one of GATEWAY_API_KEYS.",
  },
  MILVUS_TLS_CA: {
    schema: certificateFile.optional(),
    meaning: "PEM file of the authority that signed Milvus's certificate.",
  },
  MILVUS_TLS_CERT: {
    schema: certificateFile.optional(),
    meaning: "PEM file of the client certificate, with MILVUS_TLS_KEY.",
  },
  MILVUS_TLS_KEY: { schema: keyFile.optional(), meaning: "PEM file of the client certificate's key." },
  MILVUS_TLS_SERVER_NAME: {
    schema: z.string().min(1).optional(),
    meaning: "Name that Milvus's certificate has, where it is not the address's.",
  },
  MILVUS_HTTP: {
    schema: orElse(
      z
        .string()
        .refine(
          (value) => value === "auto" || value === "off" || isOrigin(value),
          "must be auto, off, or a URL such as http://localhost:19530",
        ),
      "auto",
    ),
    meaning:
      "Where Milvus's own REST is, which tells more of imports: a URL, or off. auto: where MILVUS_ADDRESS is, unless that is https.",
  },
  GATEWAY_API_KEYS: {
    schema: words.default([]),
    meaning: "Keys that callers must present one of, as X-API-Key or Bearer; separated by commas.",
  },
  ALLOW_ANONYMOUS: { schema: flag, meaning: "true lets callers without a key use MILVUS_TOKEN's rights." },
  READ_ONLY: { schema: flag, meaning: "true turns off everything that starts work (403)." },
  CORS_ORIGINS: {
    schema: words.pipe(z.array(pageOrigin)).default([]),
    meaning:
      "Origins whose pages may call the API, such as http://localhost:5500, separated by commas, or *. Unset: none.",
  },
  PUBLIC_PATH: {
    schema: z
      .string()
      .refine(
        isPublicPath,
        "must be a path such as /milvus/jobs: letters, digits, - . _ ~ between slashes, none at the end",
      )
      .default(""),
    meaning: "Path below which a proxy shows the gateway, such as /gw. Location and problems begin with it.",
  },
  TRUST_PROXY: {
    schema: proxies.optional(),
    meaning:
      "Proxies whose X-Forwarded-Prefix counts, before PUBLIC_PATH: how many, or their addresses and networks, separated by commas (loopback, 10.0.0.0/8). Unset: none.",
  },
  DEFAULT_TIMEOUT_MS: {
    schema: orElse(wholeNumber(1, 60_000), "10000"),
    meaning: "Milliseconds that Milvus has to reply when a request has no Request-Timeout.",
  },
  MAX_TIMEOUT_MS: {
    schema: orElse(wholeNumber(1, 600_000), "60000"),
    meaning: "Longest Request-Timeout, in milliseconds.",
  },
  MAX_WAIT_MS: {
    schema: orElse(wholeNumber(0, 3_600_000), "50000"), // proxies give up after 60 s
    meaning: "Longest ?wait=, in milliseconds; shorter than the read timeout of any proxy in front.",
  },
  POLL_INTERVAL_MS: {
    schema: orElse(wholeNumber(10, 60_000), "1000"),
    meaning: "Milliseconds between polls of a young job that somebody waits for or follows; grows with the job's age.",
  },
  MAX_POLL_INTERVAL_MS: {
    schema: orElse(wholeNumber(10, 600_000), "10000"),
    meaning: "Milliseconds between polls of an old job.",
  },
  HEARTBEAT_MS: {
    schema: orElse(wholeNumber(10, 600_000), "15000"),
    meaning: "Milliseconds between heartbeats on a stream of events: comments, or empty lines of NDJSON.",
  },
  MAX_FOLLOWERS: {
    schema: orElse(wholeNumber(1, 1_000_000), "10000"),
    meaning: "Most requests that wait or follow at once; more get 503.",
  },
  MAX_UPSTREAM_CALLS: {
    schema: orElse(wholeNumber(1, 1_000_000), "1000"),
    meaning: "Most calls to Milvus in flight; more get 503.",
  },
  MAX_BODY_BYTES: {
    schema: orElse(wholeNumber(1, 100_000_000), "1000000"),
    meaning: "Largest request body; a larger one gets 413.",
  },
  MAX_CONNECTIONS: {
    schema: orElse(wholeNumber(1, 1_000_000), "20000"),
    meaning: "Most open connections; more are closed at once.",
  },
  SHUTDOWN_GRACE_MS: {
    schema: orElse(wholeNumber(0, 600_000), "15000"),
    meaning: "Milliseconds that running requests have to finish after SIGTERM.",
  },
  LOG_LEVEL: {
    schema: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    meaning: "fatal, error, warn, info (a line per failed request), debug (a line per request), trace or silent.",
  },
  SANDBOX_VERSION: {
    schema: z
      .string()
      .regex(
        /^(2\.[3-6]|3\.[01])(\.\d{1,2})?$/,
        "must be 2.3, 2.4, 2.5, 2.6, 3.0 or 3.1, or a patch of one such as 2.4.2",
      )
      .default("3.1"),
    meaning:
      "Which Milvus the sandbox plays: 2.3, 2.4, 2.5, 2.6, 3.0 or 3.1 (what is merged for the release after 3.0), or a patch such as 2.4.2.",
  },
  NODE_ENV: { schema: z.string().default("development"), meaning: "production makes MILVUS_ADDRESS mandatory." },
} as const satisfies Record<string, Setting>;

type SettingName = keyof typeof SETTINGS;
export type Config = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]["schema"]> };

export class ConfigError extends Error {
  constructor(mistakes: readonly string[]) {
    super(["The configuration has mistakes:", ...mistakes.map((mistake) => `  ${mistake}`)].join("\n"));
    this.name = "ConfigError";
  }
}

const toFlag = (name: string) => name.toLowerCase().replaceAll("_", "-");

/** What --help prints. */
export function help(): string {
  const rows = Object.entries<Setting>(SETTINGS).map(([name, { schema, meaning }]) => {
    const value = schema.safeParse(undefined);
    const preset =
      value.success && value.data !== undefined && String(value.data) !== "" ? ` [${String(value.data)}]` : "";
    return `  --${toFlag(name)} VALUE, ${name}${preset}\n      ${meaning}`;
  });
  return `Usage: npm start -- [--flag VALUE ...] | --help | --version\n\nA flag wins over the environment variable of the same name.\n\n${rows.join("\n")}\n`;
}

interface Flags {
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: string[];
}

function readFlags(args: readonly string[]): Flags {
  const names = Object.keys(SETTINGS).map(toFlag);
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string> = {};
  const mistakes: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    // Perhaps the value of an unknown flag, which has been told already.
    if (token.kind === "positional" && before?.kind === "option" && !names.includes(before.name)) continue;
    if (token.kind === "positional") mistakes.push(`${token.value}: is no flag; flags are written --flag VALUE`);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!names.includes(name)) mistakes.push(`${rawName}: unknown flag${suggestion(name, names)}`);
    else if (value === undefined || (!inlineValue && value.startsWith("--")))
      mistakes.push(`${rawName}: needs a value`);
    else if (Object.hasOwn(values, name)) mistakes.push(`${rawName}: is given twice`);
    else values[name] = value;
  }
  return { values, mistakes };
}

function suggestion(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined ? "" : `; did you mean --${meant}?`;
}

/** Shorter names, such as HOME, are near others by chance. */
const MIN_NAME = 6;

/** Environment variables that are no settings but nearly, with the setting that each may mean; values are not looked at. */
export function misspeltSettings(env: Readonly<Record<string, unknown>>): { given: string; meant: string }[] {
  const names = Object.keys(SETTINGS).filter((name) => name.length >= MIN_NAME);
  return Object.keys(env).flatMap((given) => {
    if (given in SETTINGS || given.length < MIN_NAME) return [];
    const meant = nearest(given, names, { byBeginning: false });
    return meant === undefined ? [] : [{ given, meant }];
  });
}

interface Rule {
  /** The settings it looks at; while one of them is mistaken itself, the rule is not judged. */
  readonly about: readonly SettingName[];
  isBroken(config: Config): boolean;
  readonly mistake: string;
}

const TLS_SETTINGS = ["MILVUS_TLS_CA", "MILVUS_TLS_CERT", "MILVUS_TLS_KEY", "MILVUS_TLS_SERVER_NAME"] as const;

/** Rules between settings. */
const RULES: readonly Rule[] = [
  {
    about: ["NODE_ENV", "MILVUS_ADDRESS"],
    isBroken: (config) => config.NODE_ENV === "production" && config.MILVUS_ADDRESS === undefined,
    mistake: "MILVUS_ADDRESS: must be set in production, such as localhost:19530 (the sandbox is for trying out)",
  },
  {
    about: ["MILVUS_ADDRESS", "MILVUS_HTTP", ...TLS_SETTINGS],
    isBroken: (config) =>
      ![config.MILVUS_ADDRESS, config.MILVUS_HTTP].some((address) => address?.startsWith("https://")) &&
      TLS_SETTINGS.some((name) => config[name] !== undefined),
    mistake: `MILVUS_ADDRESS, MILVUS_HTTP: one must begin with https:// where one of ${TLS_SETTINGS.join(", ")} is set`,
  },
  {
    about: ["MILVUS_TOKEN", "GATEWAY_API_KEYS", "ALLOW_ANONYMOUS"],
    isBroken: (config) =>
      config.MILVUS_TOKEN !== undefined && config.GATEWAY_API_KEYS.length === 0 && !config.ALLOW_ANONYMOUS,
    mistake: "MILVUS_TOKEN: needs GATEWAY_API_KEYS, which callers then present, or ALLOW_ANONYMOUS=true",
  },
  {
    about: ["MILVUS_TLS_CERT", "MILVUS_TLS_KEY"],
    isBroken: (config) => (config.MILVUS_TLS_CERT === undefined) !== (config.MILVUS_TLS_KEY === undefined),
    mistake: "MILVUS_TLS_CERT, MILVUS_TLS_KEY: set both or neither",
  },
  {
    about: ["MILVUS_TLS_CERT", "MILVUS_TLS_KEY"],
    isBroken: ({ MILVUS_TLS_CERT: cert, MILVUS_TLS_KEY: key }) => (cert && key ? !isForTls({ cert, key }) : false),
    mistake: "MILVUS_TLS_CERT, MILVUS_TLS_KEY: the key is not the certificate's",
  },
  {
    about: ["DEFAULT_TIMEOUT_MS", "MAX_TIMEOUT_MS"],
    isBroken: (config) => config.DEFAULT_TIMEOUT_MS > config.MAX_TIMEOUT_MS,
    mistake: "DEFAULT_TIMEOUT_MS: must not be larger than MAX_TIMEOUT_MS",
  },
  {
    about: ["POLL_INTERVAL_MS", "MAX_POLL_INTERVAL_MS"],
    isBroken: (config) => config.POLL_INTERVAL_MS > config.MAX_POLL_INTERVAL_MS,
    mistake: "POLL_INTERVAL_MS: must not be larger than MAX_POLL_INTERVAL_MS",
  },
];

/** Reads flags, then environment, then defaults into a frozen Config; throws ConfigError with every mistake at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, args: readonly string[] = []): Config {
  const { values, mistakes } = readFlags(args);
  const read: Record<string, unknown> = {};
  const mistaken = new Set<string>();
  for (const [name, { schema }] of Object.entries<Setting>(SETTINGS)) {
    const given = values[toFlag(name)] ?? env[name];
    const result = schema.safeParse(given === "" ? undefined : given);
    if (result.success) {
      read[name] = result.data;
      continue;
    }
    mistaken.add(name);
    mistakes.push(`${name}: ${result.error.issues.map((issue) => issue.message).join("; ")}`);
  }
  const config = read as Config; // every name of the table has been read, unless it is among the mistaken
  const judged = RULES.filter(({ about }) => !about.some((name) => mistaken.has(name)));
  mistakes.push(...judged.filter((rule) => rule.isBroken(config)).map(({ mistake }) => mistake));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

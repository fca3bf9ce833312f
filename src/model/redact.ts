/**
 * Redacts secrets in what Milvus says: external specs, encryption keys, credentials inside URIs. It runs once on every
 * reply, right after decoding, so that nothing behind it ever holds a secret.
 */
const REDACTED = "***";

/** Settings of an external spec whose values say where and how, never who. */
const PLAIN_SETTINGS =
  /^(format|columns|type|version|region|endpoint|bucket|path|use_ssl|use_virtual_host|cloud_provider)$/i;

// Each pattern looks at a character a bounded number of times, since texts may be long and come from anyone: whether a
// name is a secret's is a lookahead, which is not tried again, and nothing is read beyond where the next may begin.

/** Credentials up to the `@`; those with a slash in them only where what stands behind the colon is no port. */
const PLAIN_USER_INFO = String.raw`[^\s/?#]*@`;
const SLASHED_USER_INFO = String.raw`(?<!file:\/\/)[^\s/?#:@,[\]]*:(?!\d{1,5}[/?#])(?:(?!:\/\/)[^\s@])*@(?:[^\s/?#@]*@)*`;
const USER_INFO = new RegExp(
  String.raw`([a-z][a-z0-9+.-]{0,30}:\/\/)(?:${PLAIN_USER_INFO}|${SLASHED_USER_INFO})`,
  "gi",
);

/** What the names of secrets have in them where only settings have names; a partition key, or a tokenizer, is none. */
const SECRET = "(?<!(?:partition|primary|clustering|json)_?)key|token(?!iz)|secret|password|credential";
const IN_QUERY = new RegExp(String.raw`([?&](?=[^?&=\s#]*?(?:sig|security|${SECRET}))[^?&=\s#]*=)[^&\s#"']*`, "gi");

/** From the opening quote, which may be escaped in a text that is quoted once more, up to the closing one. */
const QUOTED = String.raw`"(?:[^"\\]|\\[^])*|\\+"(?:[^"\\]|\\(?!"))*`;
const IN_JSON = new RegExp(String.raw`("(?=[^"]*?(?:${SECRET}))[^"]*"\s*:\s*)(?:${QUOTED})`, "gi");

/** What the names of secrets end with in prose, where many a thing is called a key or a token. */
const NAME = [
  "(?:secret|access|private|api|account|encryption|master)[ _-]?(?:access[ _-]?)?key(?:[ _-]?(?:id|value|secret))?",
  String.raw`secret[\w-]{0,32}`,
  "passw(?:or)?d|passphrase|(?<![a-z0-9])pwd|credentials?",
  "(?:access|auth|api|session|security|refresh|bearer|sas)[ _-]?token",
  "(?<![a-z0-9_-])token(?==)",
].join("|");
const NAMED = String.raw`(?:${NAME})'?(?:\s{1,3}(?:=>|[:=]=?)\s{0,3}|:=?\s{0,3}|==?)`;
/** No value: the next name, what is redacted already, and how Milvus ends an error that blames the caller. */
const NO_VALUE = String.raw`[\w.-]{0,32}${NAMED}|\\*["']?\*{3}|invalid parameter|importing data failed`;
const BARE = String.raw`[^\s,;&"'<>\])}=:][^\s,;&"'<>\])}]*`;
const IN_PROSE = new RegExp(`(${NAMED})(?!${NO_VALUE})(?:${QUOTED}|'[^']*|${BARE})`, "gi");

/** `scheme://user:password@host` → the credentials redacted; so are keys and signatures in a URI's query. */
function redactUris(text: string): string {
  return text.replace(USER_INFO, `$1${REDACTED}@`).replace(IN_QUERY, `$1${REDACTED}`);
}

/** The opening quote of a value is kept, as the closing one is not part of the match. */
function redactValue(match: string, name: string): string {
  const [quote = ""] = /^(?:\\*"|')/.exec(match.slice(name.length)) ?? [];
  return `${name}${quote}${REDACTED}`;
}

/** Any text of Milvus's without the secrets that it holds: in a URI, as JSON (`"secret": "value"`), or by its name. */
export function redactText(text: string): string {
  const uris = text.includes("://") ? redactUris(text) : text;
  const json = uris.includes('":') ? uris.replace(IN_JSON, redactValue) : uris;
  return /[:=]/.test(json) ? json.replace(IN_PROSE, redactValue) : json;
}

function redactSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactSettings);
  if (typeof value !== "object" || value === null) return REDACTED;
  return Object.fromEntries(
    Object.entries(value).map(([key, setting]) => [
      key,
      PLAIN_SETTINGS.test(key) && typeof setting !== "object"
        ? typeof setting === "string"
          ? redactText(setting)
          : setting
        : redactSettings(setting),
    ]),
  );
}

/** An external spec (JSON text) with all but its plain settings redacted; text that is no JSON object is redacted whole. */
function redactSpec(spec: string): string {
  if (spec === "") return spec;
  try {
    const parsed: unknown = JSON.parse(spec);
    return typeof parsed === "object" && parsed !== null ? JSON.stringify(redactSettings(parsed)) : REDACTED;
  } catch {
    return REDACTED;
  }
}

/** Keys of pairs and maps whose values are secrets. */
const SECRET_KEY = /^(ezk|external_spec|authorization)$/i;

function isSecretPair(message: Record<string, unknown>): boolean {
  return typeof message.key === "string" && typeof message.value === "string" && SECRET_KEY.test(message.key);
}

/** Redacts a decoded message in place and returns it. */
export function redactSecrets<Message extends object>(message: Message): Message {
  const fields = message as Record<string, unknown>; // a decoded message is a plain object of its fields
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "string") {
      // A map's keys may be names of the users': a number under one is no secret.
      if (SECRET_KEY.test(name) && !/^\d*$/.test(value))
        fields[name] = name === "external_spec" ? redactSpec(value) : REDACTED;
      else fields[name] = redactText(value);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (typeof item === "string") value[index] = redactText(item);
        else if (typeof item === "object" && item !== null) redactSecrets(item);
      }
    } else if (typeof value === "object" && value !== null && !Buffer.isBuffer(value)) {
      redactSecrets(value);
    }
  }
  if (isSecretPair(fields)) fields.value = fields.key === "external_spec" ? redactSpec(String(fields.value)) : REDACTED;
  return message;
}

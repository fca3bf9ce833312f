/** The path below which a proxy shows the gateway, such as `/gw`. */

const MAX_LENGTH = 256;

/** Segments of unreserved characters (RFC 3986 §2.3), of which none is `.` or `..`: it can lead nowhere else. */
const PATTERN = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/;

/** Whether a text can be put before every path: it begins with a slash and ends with none. */
export function isPublicPath(text: string): boolean {
  return text.length <= MAX_LENGTH && PATTERN.test(text);
}

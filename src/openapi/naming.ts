/** Names in the document's spelling. */

/** `flush-all` → `FlushAll`; `JOB_NOT_FOUND` → `JobNotFound`. */
export function pascal(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => capital(word.toLowerCase()))
    .join("");
}

/** `getJob` → `GetJob`. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A sentence → a key, such as `failed_a_file_is_missing`. */
export function toKey(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}

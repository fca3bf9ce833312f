/** What a caller may have meant by a word that nobody knows. */
import { closestMatch } from "leven";

/** Longer words are no typing mistakes, and cost time. */
const MAX_LENGTH = 64;

/** `collection_name` and `CollectionName` are `collectionName` in another style. */
const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

interface NearestOptions {
  /** Whether a candidate that begins with the word is near, too (default). */
  readonly byBeginning?: boolean;
}

/** The candidate that is one or two letters away, or begins with the word; undefined when none is. */
export function nearest(
  word: string,
  candidates: readonly string[],
  { byBeginning = true }: NearestOptions = {},
): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const given = plain(word);
  if (given.length < 3) return undefined;
  const byPlainName = new Map(candidates.map((candidate) => [plain(candidate), candidate]));
  const names = [...byPlainName.keys()];
  const found =
    closestMatch(given, names, { maxDistance: given.length > 4 ? 2 : 1 }) ??
    (byBeginning ? names.find((name) => name.startsWith(given)) : undefined);
  return found === undefined ? undefined : byPlainName.get(found);
}

/** `did you mean …?` where there is a near one; else all that is allowed. */
export function hintAt(word: string, allowed: readonly string[]): string {
  const meant = nearest(word, allowed);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return allowed.length > 0 ? `allowed are ${allowed.join(", ")}` : "none is allowed";
}

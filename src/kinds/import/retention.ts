/** How long Milvus keeps imports that have ended, which differs between releases: docs/milvus.md#imports */

/** The first release of each line → hours; the newest first. */
const HOURS: readonly { readonly since: readonly [number, number, number]; readonly hours: number }[] = [
  { since: [3, 0, 2], hours: 48 },
  { since: [3, 0, 0], hours: 3 },
  { since: [2, 6, 24], hours: 48 },
  { since: [2, 4, 0], hours: 3 },
  { since: [2, 3, 0], hours: 24 },
];

/** As the end of a sentence; undefined for a version that is not known. */
export function retentionOf(version: string | null): string | undefined {
  const numbers = /^v?(\d+)\.(\d+)\.(\d+)/
    .exec(version ?? "")
    ?.slice(1)
    .map(Number);
  const line = numbers && HOURS.find(({ since }) => compare(numbers, since) >= 0);
  return line && `finished jobs are kept for about ${line.hours} h`;
}

/** Negative when `a` is the earlier release. */
function compare(a: readonly number[], b: readonly number[]): number {
  const differing = b.findIndex((number, index) => a[index] !== number);
  return differing === -1 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

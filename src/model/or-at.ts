/** What a promise resolves with, or at the deadline (epoch ms) something else; it must not reject. */
export function orAt<T>(deadline: number, found: Promise<T>, otherwise: () => T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise()), Math.max(0, deadline - Date.now()));
    found.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

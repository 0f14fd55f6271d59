/**
 * Runs `work` for each item, at most `limit` at the same time, begun in order. Rejects with the first error, once those
 * at work have ended; none is begun after it.
 */
export async function runLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  let failure: { error: unknown } | null = null;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && failure === null; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  const first = failure as { error: unknown } | null;
  if (first) throw first.error;
}

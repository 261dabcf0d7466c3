/**
 * The result of work that is given so long; the work itself cannot be ended.
 *
 * @throws what `late` makes, where it takes longer.
 */
export async function within<T>(
  timeoutMs: number,
  work: Promise<T>,
  late: () => Error = () => new Error(`No answer in ${timeoutMs} ms.`),
): Promise<T> {
  let timer: number | null = null;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks every few ms until there is something; fails with what was wanted after `withinMs`. A look that throws has seen nothing. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false> | T | null | undefined | false, withinMs = 10_000, otherwise: () => string = () => ''): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadlineMs) throw new Error(`no "${what}" within ${withinMs} ms ${otherwise()}`, { cause: lastError });
    await pause(40);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for a condition, looking often, with a limit. Never a sleep for luck. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false | null> | Value | undefined | false | null,
  limitMilliseconds = 15_000,
): Promise<Value> {
  const end = Date.now() + limitMilliseconds;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited ${limitMilliseconds} ms for this, in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

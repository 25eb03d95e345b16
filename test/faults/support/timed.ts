export interface Timed<Value> {
  readonly value: Value;
  /** When it began, by this machine's steady clock. */
  readonly began: number;
  readonly milliseconds: number;
}

export async function timed<Value>(work: () => Promise<Value>): Promise<Timed<Value>> {
  const began = performance.now();
  const value = await work();
  return { value, began, milliseconds: performance.now() - began };
}

/**
 * A reason why the process must not start. The message is an instruction to the operator: what is wrong, by name and
 * never by value, and what to type. `main.ts` prints it alone, without a stack.
 */
export class StartupFault extends Error {
  override readonly name = 'StartupFault';
}

/** A failure whose message is one sentence that names the remedy. Printed without a stack trace; exit code 1. */
export class Fault extends Error {
  name = 'Fault';
}

/** Time limits of a connection, set and never inherited. Milliseconds. */
export const TIME_LIMITS = {
  /** All waits of one request for the database together: for connections, statements and locks. */
  requestMilliseconds: 4_000,
  /** For a new connection; outside requests for a busy pool too. */
  connectMilliseconds: 1_000,
  statementMilliseconds: 3_000,
  lockMilliseconds: 1_000,
  idleInTransactionMilliseconds: 5_000,
} as const;

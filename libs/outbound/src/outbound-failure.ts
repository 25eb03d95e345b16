/** `refused`: by our own rules. `name`: it does not resolve. `time`: the limit. The others are the network's and the peer's. */
export type FailureKind = 'refused' | 'name' | 'time' | 'network' | 'tls' | 'http' | 'proxy';

/** Why nothing came back. The message holds words and codes of ours, never a server's words and never the URL. */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** An error of node's sockets, TLS or HTTP parser as a failure. Its code is kept, its words are not. */
export function failureOf(error: unknown): OutboundFailure {
  if (error instanceof OutboundFailure) return error;
  const code = codeOf(error);
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) return new OutboundFailure('tls', `the TLS connection was not made (${code})`);
  if (/^HPE_|^ERR_HTTP/.test(code)) return new OutboundFailure('http', `the answer is not HTTP (${code})`);
  return new OutboundFailure('network', `the connection failed (${code})`);
}

/** Of an attempt at several addresses, the code of the first. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'unknown';
}

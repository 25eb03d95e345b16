import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string | undefined;
  /** The whole mail as it came over the line. */
  readonly source: string;
}

/** What the server does instead of accepting; lists are used up from the front. */
export interface MailScript {
  /** Reply codes to the next RCPT TO commands. */
  readonly recipient?: readonly number[];
  /** Reply codes to the next ends of DATA. */
  readonly data?: readonly number[];
  /** The command that gets no answer. */
  readonly hang?: 'greeting' | 'sender' | 'data';
  /** So many mails are read whole, and the connection cut instead of an answer. */
  readonly dropAfterData?: number;
  readonly refusesLogin?: boolean;
}

export interface MailServer {
  readonly port: number;
  /** Those that were taken, the oldest first; the test may empty it. */
  readonly mails: ReceivedMail[];
  script(script: MailScript): void;
  close(): Promise<void>;
}

class Refusal extends Error {
  constructor(readonly responseCode: number) {
    super('Refused for <user@example.org>');
  }
}

/** A real SMTP server on a free port of the loopback interface, told what to answer. Takes any log-in unless told otherwise; without TLS unless `options` say so. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let script: { -readonly [Key in keyof MailScript]: MailScript[Key] } = {};
  const next = (kind: 'recipient' | 'data') => {
    const [code, ...rest] = script[kind] ?? [];
    script[kind] = rest;
    return code === undefined ? null : new Refusal(code);
  };
  const handlers: SMTPServerOptions = {
    onConnect: (_session, answer) => void (script.hang !== 'greeting' && answer()),
    onAuth: (_auth, _session, answer) => answer(script.refusesLogin ? new Refusal(535) : null, { user: 'user' }),
    onMailFrom: (_address, _session, answer) => void (script.hang !== 'sender' && answer()),
    onRcptTo: (_address, _session, answer) => answer(next('recipient')),
    onData: (stream, { envelope, id }, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        if (script.hang === 'data') return;
        const refusal = next('data');
        if (!refusal) mails.push(received(Buffer.concat(chunks).toString('utf8'), envelope));
        if (!script.dropAfterData) return answer(refusal);
        script.dropAfterData -= 1;
        cut(server, id);
      });
    },
  };
  const server = new SMTPServer({ ...handlers, hideSTARTTLS: true, allowInsecureAuth: true, authOptional: true, disableReverseLookup: true, closeTimeout: 100, ...options });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port, mails, script: (told) => void (script = { ...told }), close };
}

function received(source: string, { mailFrom, rcptTo }: { mailFrom: { address: string } | false; rcptTo: { address: string }[] }): ReceivedMail {
  const messageId = /^Message-ID: (.*)\r$/im.exec(source)?.[1];
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), messageId, source };
}

/** Cuts one client's connection without a word. */
function cut(server: SMTPServer, id: string): void {
  const connections = server.connections as unknown as Set<{ id: string; _socket: { destroy(): void } }>;
  for (const connection of connections) if (connection.id === id) connection._socket.destroy();
}

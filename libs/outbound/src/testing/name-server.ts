import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';

export interface NameServer {
  /** As OUTBOUND_DNS_SERVERS takes it. */
  readonly address: string;
  /** The address, IPv4 or IPv6, to answer for any name from now on; null: the name does not exist; undefined: no answer at all. */
  answer: string | null | undefined;
  /** How many questions came. */
  questions: number;
  close(): Promise<void>;
}

const TYPE_A = 1;
const TYPE_AAAA = 28;
const NAME_ERROR = 3;
const HEADER_BYTES = 12;

/** A name server of loopback that changes its mind whenever the test does (RFC 1035, the least of it). */
export async function startNameServer(answer: string | null | undefined): Promise<NameServer> {
  const socket = createSocket('udp4');
  const server: NameServer = { address: '', answer, questions: 0, close: () => new Promise((resolve) => socket.close(() => resolve())) };
  socket.on('message', (query, { port, address }) => {
    server.questions += 1;
    if (server.answer !== undefined) socket.send(reply(query, server.answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return Object.assign(server, { address: `127.0.0.1:${socket.address().port}` });
}

function reply(query: Buffer, address: string | null): Buffer {
  const end = query.indexOf(0, HEADER_BYTES) + 5;
  const question = query.subarray(HEADER_BYTES, end);
  const bytes = address === null ? [] : ipaddr.parse(address).toByteArray();
  const type = bytes.length === 4 ? TYPE_A : TYPE_AAAA;
  const hasAnswer = address !== null && question.readUInt16BE(question.length - 4) === type;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (address === null ? NAME_ERROR : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasAnswer ? 1 : 0, 6);
  if (!hasAnswer) return Buffer.concat([header, question]);
  // A pointer to the name in the question, the type, class IN, no time to live, the bytes of the address.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]);
  return Buffer.concat([header, question, record]);
}

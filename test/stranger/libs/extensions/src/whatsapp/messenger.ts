import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderMood, TakenMessage } from '@countersign/otp-delivery/testing';

const REFUSALS: Partial<Record<ProviderMood, number>> = { 'puts it off': 503, 'refuses the destination': 404 };

/** A messenger on a free port of the loopback interface, which does as it is told. */
export async function startMessenger() {
  const taken: TakenMessage[] = [];
  let mood: ProviderMood = 'takes it';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const status = REFUSALS[mood];
    if (status) return response.writeHead(status).end(body);
    const { to, text } = JSON.parse(body) as { to: string; text: string };
    taken.push({ to, source: text, key: String(request.headers['idempotency-key']) });
    if (mood === 'breaks off') return request.socket.destroy();
    if (mood === 'takes it') response.writeHead(201).end(JSON.stringify({ id: `wa-${taken.length}` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    taken,
    tell: (told: ProviderMood) => void (mood = told),
    close: () => (server.closeAllConnections(), new Promise<void>((resolve) => server.close(() => resolve()))),
  };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { settingsFor } from '@countersign/config/testing';
import type { DestinationRules } from './destination';
import { Names } from './names';
import { Outbound, type OutboundRequest } from './outbound';
import { OutboundSettings } from './outbound.settings';
import { startNameServer, type NameServer } from './testing/name-server';

const open: DestinationRules = { mayUseHttp: true, privateNetworks: 'all', ports: 'any' };
const strict: DestinationRules = { mayUseHttp: true, privateNetworks: [], ports: 'any' };

/** Of hook.test, signed by itself and trusted by nobody. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglPkHzwq8e90cpU52
3dGqKquSCoEQM5T1IH2F6hn6p5ahRANCAATsAoiO9iZONB/DD1tarBrPsLXSMwES
14ggUBnT666EKwMfsinkbQlDY4Iob1ejTizb2LgxTjohwu0rvfNtlXJI
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIUOpf/QRhtV+7OwXi106w4byjFVUswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJaG9vay50ZXN0MCAXDTI2MTEyMjE4MzA0NloYDzIxMjYxMDI5
MTgzMDQ2WjAUMRIwEAYDVQQDDAlob29rLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATsAoiO9iZONB/DD1tarBrPsLXSMwES14ggUBnT666EKwMfsinkbQlD
Y4Iob1ejTizb2LgxTjohwu0rvfNtlXJIo2kwZzAdBgNVHQ4EFgQUdoSXARw7gpHT
0KTMky3Xd3uTcWEwHwYDVR0jBBgwFoAUdoSXARw7gpHT0KTMky3Xd3uTcWEwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglob29rLnRlc3QwCgYIKoZIzj0EAwID
SQAwRgIhAP0qpyf0gW8CAAHtouXRHDj00EyD35++k5lLQyM2lbJNAiEAwyEuWjR/
eZnxJzI5hs7umjwxOvoqXu4LkcPJwUv7iRc=
-----END CERTIFICATE-----`;

const listening = <S extends Server | https.Server>(server: S) => new Promise<S>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
const portOf = (server: Server | https.Server) => (server.address() as AddressInfo).port;

describe('the client', () => {
  let receiver: Server;
  let names: NameServer;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const received: { request: IncomingMessage; body: string }[] = [];

  beforeAll(async () => {
    names = await startNameServer('127.0.0.1');
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      received.push({ request, body });
      answer(request, response);
    });
    receiver = await listening(server);
  });
  beforeEach(() => {
    received.length = 0;
    names.answer = '127.0.0.1';
    answer = (_request, response) => void response.writeHead(204).end();
  });
  afterAll(async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await names.close();
  });

  const client = (more: Record<string, string> = {}) => {
    const settings = settingsFor(OutboundSettings, { OUTBOUND_DNS_SERVERS: names.address, ...more });
    return new Outbound(new Names(settings), settings);
  };
  const send = (more: Partial<OutboundRequest> = {}, variables = {}) =>
    client(variables).send({ url: `http://hook.test:${portOf(receiver)}/in?x=1`, rules: open, body: '{"a":"ü"}', ...more });

  it('sends what it is given', async () => {
    answer = (_request, response) => void response.writeHead(201, { 'x-answer': 'yes' }).end('taken');
    const reply = await send({ headers: { 'Content-Type': 'application/json', 'webhook-id': 'w' } });
    expect([reply.status, reply.headers['x-answer'], reply.body.toString()]).toEqual([201, 'yes', 'taken']);
    const [{ request, body }] = received as [(typeof received)[0]];
    expect([request.method, request.url, body, request.headers]).toEqual([
      ...['POST', '/in?x=1', '{"a":"ü"}'],
      expect.objectContaining({ host: `hook.test:${portOf(receiver)}`, 'webhook-id': 'w', 'content-length': '10', connection: 'close' }),
    ]);
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => void response.writeHead(302, { location: `http://127.0.0.1:${portOf(receiver)}/elsewhere` }).end();
    expect((await send()).status).toBe(302);
    expect(received).toHaveLength(1);
  });

  it('reads 64 KiB and no more', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const pour = (): void => void (response.destroyed || response.write('x'.repeat(16_384), pour));
      pour();
    };
    expect((await send()).body).toHaveLength(65_536);
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['stops in the middle of its headers', (_request, response) => void response.socket!.write('HTTP/1.1 200 OK\r\nX-Slow: ')],
    ['drips its body', (_request, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.writeHead(200).on('close', () => clearInterval(timer));
    }],
  ])('leaves a receiver that %s when the time is over', async (_what, behave) => {
    answer = behave;
    const began = performance.now();
    await expect(send({ timeLimitMs: 250 })).rejects.toMatchObject({ kind: 'time', message: 'no answer within the time limit' });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('counts the look-up of the name into the time', async () => {
    names.answer = undefined;
    await expect(send({ timeLimitMs: 250 })).rejects.toMatchObject({ kind: 'time' });
  });

  it('breaks off when its caller does', async () => {
    answer = () => undefined;
    const caller = new AbortController();
    const sending = send({ signal: caller.signal });
    setTimeout(() => caller.abort(), 50);
    await expect(sending).rejects.toMatchObject({ name: 'OutboundFailure' });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void, string]>([
    ['hangs up', (request) => void request.socket.destroy(), 'the connection failed (ECONNRESET)'],
    ['speaks no HTTP', (request) => void request.socket.end('220 mail.example ESMTP\r\n'), 'the answer is not HTTP (HPE_INVALID_CONSTANT)'],
    ['sends headers without end', (request) => void request.socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`), 'the answer is not HTTP (HPE_HEADER_OVERFLOW)'],
    ['wants another protocol', (request) => void request.socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'), 'the connection was closed without an answer'],
  ])('tells of a receiver that %s', async (_what, behave, message) => {
    answer = behave;
    await expect(send({ timeLimitMs: 2_000 })).rejects.toMatchObject({ message });
  });

  describe('and names', () => {
    it('resolves once: a name that changes its mind after the look-up reaches nothing else', async () => {
      const changing = new (class extends Names {
        override async addressesOf(...asked: Parameters<Names['addressesOf']>): Promise<string[]> {
          const found = await super.addressesOf(...asked);
          names.answer = '203.0.113.1';
          return found;
        }
      })(settingsFor(OutboundSettings, { OUTBOUND_DNS_SERVERS: names.address }));
      const rebound = new Outbound(changing, settingsFor(OutboundSettings));
      expect((await rebound.send({ url: `http://hook.test:${portOf(receiver)}/`, rules: open })).status).toBe(204);
    });

    const NOT_PUBLIC = [
      ...['127.0.0.1', '10.0.0.1', '169.254.169.254', '100.100.100.200', '0.0.0.0', '192.168.0.1', '203.0.113.7'],
      ...['::1', '::', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '2002:7f00:1::1', 'fd00:ec2::254', 'fe80::1'],
    ];
    it.each(NOT_PUBLIC)('refuses one that was public at its creation and leads to %s now', async (address) => {
      names.answer = address;
      await expect(send({ rules: strict })).rejects.toMatchObject({ kind: 'refused', message: 'the name leads to an address that is not public' });
      expect(received).toEqual([]);
    });

    it('never reaches metadata, even where private networks are allowed, nor a public address by http where they are listed', async () => {
      names.answer = '169.254.169.254';
      await expect(send()).rejects.toMatchObject({ kind: 'refused' });
      names.answer = '93.184.216.34';
      await expect(send({ rules: { ...open, mayUseHttp: 'listed', privateNetworks: [] } })).rejects.toMatchObject({ kind: 'refused', message: 'the name leads where only https may go' });
    });

    it('refuses one of which a single address is not public', async () => {
      const mixed = new (class extends Names {
        override addressesOf = async () => ['93.184.216.34', '127.0.0.1'];
      })(settingsFor(OutboundSettings));
      const sending = new Outbound(mixed, settingsFor(OutboundSettings)).send({ url: 'https://hook.test/', rules: strict });
      await expect(sending).rejects.toMatchObject({ kind: 'refused' });
    });

    it('says of one that nobody knows that it does not resolve', async () => {
      names.answer = null;
      await expect(send()).rejects.toMatchObject({ kind: 'name', message: 'the name does not resolve (ENOTFOUND)' });
    });

    it('asks nobody for localhost and for addresses', async () => {
      const before = names.questions;
      for (const host of ['localhost', '127.0.0.1', '0x7f.1']) expect((await send({ url: `http://${host}:${portOf(receiver)}/` })).status).toBe(204);
      expect(names.questions).toBe(before);
    });
  });

  it('wants a certificate that somebody signed', async () => {
    const secure = await listening(https.createServer({ key: KEY, cert: CERTIFICATE }, (_request, response) => response.end()));
    try {
      const sending = send({ url: `https://hook.test:${portOf(secure)}/` });
      await expect(sending).rejects.toMatchObject({ kind: 'tls', message: 'the TLS connection was not made (DEPTH_ZERO_SELF_SIGNED_CERT)' });
    } finally {
      secure.closeAllConnections();
      await new Promise((resolve) => secure.close(resolve));
    }
  });

  describe('behind a proxy', () => {
    let proxy: Server;
    let asked: { url?: string; authorization?: string }[] = [];
    let status = 200;
    beforeAll(async () => {
      const server = createServer((_request, response) => void response.writeHead(400).end());
      server.on('connect', ({ url = '', headers }: IncomingMessage, socket: Socket) => {
        asked.push({ url, authorization: headers['proxy-authorization'] });
        if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(url) ?? [];
        const upstream = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
        upstream.pipe(socket).pipe(upstream);
        for (const side of [socket, upstream]) side.on('error', () => undefined);
      });
      proxy = await listening(server);
    });
    beforeEach(() => {
      asked = [];
      status = 200;
    });
    afterAll(() => {
      proxy.closeAllConnections();
      return new Promise((resolve) => proxy.close(resolve));
    });
    const through = () => ({ OUTBOUND_PROXY: `http://us%40er:pass@127.0.0.1:${portOf(proxy)}` });

    it('asks it for the address that was checked', async () => {
      expect((await send({}, through())).status).toBe(204);
      expect(asked).toEqual([{ url: `127.0.0.1:${portOf(receiver)}`, authorization: `Basic ${Buffer.from('us@er:pass').toString('base64')}` }]);
      expect(received[0]!.request.headers).not.toHaveProperty('proxy-authorization');
    });

    it('does not ask it for what may not be reached', async () => {
      await expect(send({ rules: strict }, through())).rejects.toMatchObject({ kind: 'refused' });
      expect(asked).toEqual([]);
    });

    it('tells of its refusal', async () => {
      status = 403;
      await expect(send({}, through())).rejects.toMatchObject({ kind: 'proxy', message: 'the proxy answered 403' });
    });

    it('knows no other variable', async () => {
      const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
      for (const name of variables) process.env[name] = `http://127.0.0.1:${portOf(proxy)}`;
      try {
        expect((await send()).status).toBe(204);
        expect(asked).toEqual([]);
      } finally {
        for (const name of variables) delete process.env[name];
      }
    });

    it('wants a URL for it', () => {
      expect(() => settingsFor(OutboundSettings, { OUTBOUND_PROXY: 'socks5://127.0.0.1:1080' })).toThrow('OUTBOUND_PROXY must look like http://');
    });
  });
});

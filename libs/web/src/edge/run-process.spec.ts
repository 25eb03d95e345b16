/** @slow: begun early (test/runner/sequencer.cjs) */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = join(__dirname, '../testing');
const LIMITS = JSON.stringify({ requestTimeoutMs: 1000, drainMs: 2500 });
const children: ChildProcess[] = [];
jest.setTimeout(60_000);

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['-r', join(folder, 'compile-on-require.cjs'), join(folder, 'sample-process.cjs'), LIMITS], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'test', LOG_LEVEL: 'info', PORT: '0', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x', ...env },
  });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (output.stdout += String(text)));
  child.stderr.on('data', (text) => (output.stderr += String(text)));
  const ended = once(child, 'exit').then(([code]) => Number(code ?? -1));
  return { child, output, ended };
}

async function listening(output: { stdout: string; stderr: string }): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const url = /"url":"([^"]+)"/.exec(output.stdout)?.[1];
    if (url) return url;
    await sleep(50);
  }
  throw new Error(`It does not listen: ${output.stdout}${output.stderr}`);
}

const get = (url: string, agent?: Agent) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent }, (answer) => answer.resume().on('end', () => resolve(answer)))
      .on('error', reject)
      .end();
  });

afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
});

async function talk(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answer = '';
  socket.on('data', (part) => (answer += String(part)));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

describe('a process that cannot start', () => {
  it('says of a taken port one sentence and exits 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { output, ended } = start({ PORT: String(port) });
    expect(await ended).toBe(1);
    expect(output.stderr).toBe(`Port ${port} is taken at 127.0.0.1: stop what listens there, or set PORT.\n`);
    other.close();
  });

  it('tells all faults of the settings without a stack and exits 1', async () => {
    const { output, ended } = start({ CORS_ORIGINS: '*', REDIS_URL: 'nonsense' });
    expect(await ended).toBe(1);
    expect(output.stderr).toMatch(/CORS_ORIGINS[\s\S]*REDIS_URL|REDIS_URL[\s\S]*CORS_ORIGINS/);
    expect(output.stderr).not.toMatch(/\n\s+at /);
    expect(output.stderr).not.toContain('nonsense');
  });
});

describe('a process', () => {
  let server: ReturnType<typeof start>;
  let url: string;
  let port: number;
  beforeAll(async () => {
    server = start({ NODE_ENV: 'development', SHUTDOWN_DELAY_SECONDS: '1', REDIS_URL: 'redis://127.0.0.1:1' });
    url = await listening(server.output);
    port = Number(new URL(url).port);
  });

  it('starts while Redis is away, and says once where it listens', async () => {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'degraded', services: { redis: 'disconnected' } });
    expect(server.output.stdout.match(/is listening/g)).toHaveLength(1);
    expect(server.output.stderr).toBe('');
  });

  it('answers what is no HTTP, and requests that do not arrive, with problems', async () => {
    const started = performance.now();
    const slow = talk(port, 'POST /api/sample/checked HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
    expect(await talk(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"validation_failed"/);
    expect(await talk(port, `GET / HTTP/1.1\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('serves the documentation page outside production', async () => {
    const page = await fetch(`${url}/docs`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('a page')]);
  });

  it('stops on SIGTERM: not ready at once, answers what is in flight, closes or cuts connections, exits 0', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await get(`${url}/health/live`, agent);
    const inFlight = get(`${url}/api/sample/slow?ms=1800`, agent);
    // A client that does not read its answers delays the end, and does not prevent it.
    const stalled = connect(port, '127.0.0.1').on('error', () => undefined);
    stalled.write('GET /docs HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20));
    await sleep(200);
    const stopped = performance.now();
    server.child.kill('SIGTERM');
    await sleep(200);
    expect((await get(`${url}/health/ready`)).statusCode).toBe(503);
    const answer = await inFlight;
    expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close']);
    await expect(get(`${url}/health/live`)).rejects.toThrow('ECONNREFUSED');
    expect(await server.ended).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(5000);
    stalled.destroy();
  });
});

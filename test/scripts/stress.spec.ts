import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../architecture/support/planted-house';
import { sharedSuite } from '../support/shared-suite';

const LIMIT_MS = 60_000;

function stress(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'scripts/test-stress.mjs'), ...args], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` });
    });
  });
}

describe('npm run test:stress', () => {
  it('takes users from registration to log-out at a service that runs, and says what each route did', async () => {
    const { url } = await (await sharedSuite()).start('api');
    const { code, output } = await stress('--url', url, '--users', '3', '--requests', '10');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('3 finished, 0 refused by a limit, 0 failed') });
    expect(output).toMatch(/POST \/2fa\/verify +3 +200: 3 /);
    expect(output).toMatch(/\n {2}GET \/2fa\/methods +3 +200: 3 /);
  }, LIMIT_MS);

  it('says where users could not go on, and fails', async () => {
    const { code, output } = await stress('--url', 'http://127.0.0.1:1', '--users', '2');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('2 users could not finish') });
  });

  it.each([
    [['--users', 'many'], '--users must be a whole number, 1 or more.'],
    [['--url', 'here'], '--url must be an address such as http://127.0.0.1:3001.'],
    [['--user', '3'], 'use --users, --requests'],
  ])('answers %j with a sentence', async (args, sentence) => {
    const { code, output } = await stress(...args);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(sentence) });
  });
});

import { Secret } from '@countersign/kernel';
import { recordingLogger } from './recording-logger';

describe('Logger', () => {
  it('writes level, time, fields and message as JSON', () => {
    const { logger, lines } = recordingLogger();
    logger.warn({ method: 'GET', ms: 12 }, 'slow request');
    expect(lines[0]).toMatchObject({ level: 'warn', method: 'GET', ms: 12, msg: 'slow request' });
    expect(lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('hides secrets at any path and leaves the original alone', () => {
    const { logger, lines } = recordingLogger();
    const fields = {
      headers: { Authorization: 'canary', 'set-cookie': ['canary'], 'x-api-key': 'canary', accept: 'json' },
      body: 'canary',
      list: [{ deep: { newPassword: 'canary', reset_token: 'canary', TEMP_TOKEN_SECRET: 'canary' } }],
      input: { code: 'canary', proof: { code: 'canary' }, backupCodes: ['canary'], phoneNumber: 'canary', email: 'canary' },
      key: new Secret('canary'),
      digest: Buffer.from('canary'),
    };
    logger.info(fields, 'x');
    expect(JSON.stringify(lines)).not.toContain('canary');
    expect(lines[0]).toMatchObject({ headers: { accept: 'json', Authorization: '[redacted]' }, key: '[secret]' });
    expect(fields.headers.Authorization).toBe('canary');
  });

  it('writes of an error what helps and nothing that a driver hangs on it', () => {
    const { logger, lines } = recordingLogger();
    const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'canary', parameters: ['canary'] });
    logger.error({ err: error }, 'unexpected');
    logger.error(new Error('outer', { cause: error }));
    expect(JSON.stringify(lines)).not.toContain('canary');
    expect(lines[0]).toMatchObject({ msg: 'unexpected', err: { type: 'Error', message: 'duplicate key', code: '23505' } });
    expect(lines[1]).toMatchObject({ msg: 'outer', err: { cause: { message: 'duplicate key', code: '23505' } } });
  });

  it('shows nothing below six levels and survives a loop', () => {
    const { logger, lines } = recordingLogger();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    logger.info({ loop }, 'x');
    expect(JSON.stringify(lines)).toContain('[redacted]');
  });

  it('understands what Nest calls', () => {
    const { logger, lines } = recordingLogger();
    logger.log('Mapped {/x, GET} route', 'RouterExplorer');
    logger.error('boom', 'Error: boom\n    at x', 'ExceptionsHandler');
    expect(lines[0]).toMatchObject({ level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/x, GET} route' });
    expect(lines[1]).toMatchObject({ level: 'error', context: 'ExceptionsHandler', stack: 'Error: boom\n    at x' });
  });

  it('warns of what took longer than SLOW_OPERATION_MS, and of nothing else', () => {
    const { logger, lines } = recordingLogger();
    expect(logger.slow('statement', 500, () => ({ statement: 'a' }))).toBe(false);
    expect(logger.slow('statement', 500.6, () => ({ statement: 'b' }))).toBe(true);
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', msg: 'slow statement', statement: 'b', ms: 501 })]);
  });

  it('keeps to LOG_LEVEL', () => {
    const { logger, lines } = recordingLogger('warn');
    logger.info('no');
    logger.warn('yes');
    expect(lines.map(({ msg }) => msg)).toEqual(['yes']);
  });
});

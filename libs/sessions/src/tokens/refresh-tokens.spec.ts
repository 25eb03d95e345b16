import { settingsFor } from '@countersign/config/testing';
import * as fc from 'fast-check';
import { SessionsSettings } from '../sessions.settings';
import { sessionsVariables } from '../testing/test-sessions';
import { RefreshTokens } from './refresh-tokens';

describe('RefreshTokens', () => {
  const make = (variables = {}) => new RefreshTokens(settingsFor(SessionsSettings, { ...sessionsVariables, ...variables }));
  const [one, another] = [make(), make()];
  const stranger = make({ JWT_REFRESH_SECRET: 'stranger '.repeat(8) });

  it('derives one successor of each token, on every instance, and no other key does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const token = `rt_${Buffer.from(bytes).toString('base64url')}`;
        const { token: next, digest } = one.successor(token);
        expect(another.successor(token)).toEqual({ token: next, digest });
        expect(one.digest(next)).toEqual(digest);
        expect(next).not.toBe(token);
        expect(stranger.successor(token).token).not.toBe(next);
      }),
    );
  });

  it.each([undefined, null, 7, {}, '', 'tt_abc', 'rt_', `rt_${'a'.repeat(44)}`])('knows %j for no refresh token', (token) =>
    expect(one.digest(token)).toBeNull(),
  );
});

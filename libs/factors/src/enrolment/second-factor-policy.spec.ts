import { settingsFor } from '@countersign/config/testing';
import { FactorsSettings } from '../factors.settings';
import { SecondFactorPolicy } from './second-factor-policy';

it.each([
  ['none', 'admin', false],
  ['admins', 'user', false],
  ['admins', 'admin', true],
  ['all', 'user', true],
] as const)('REQUIRE_2FA=%s demands a second factor of a %s: %s', (REQUIRE_2FA, role, demands) => {
  const policy = new SecondFactorPolicy(settingsFor(FactorsSettings, { TEMP_TOKEN_SECRET: 'x'.repeat(64), REQUIRE_2FA }));
  expect([policy.demands({ role }), policy.graceDays]).toEqual([demands, 14]);
});

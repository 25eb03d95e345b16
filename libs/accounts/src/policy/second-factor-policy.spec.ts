import { settingsFor } from '@countersign/config/testing';
import { AccountsSettings } from '../accounts.settings';
import { SecondFactorPolicy } from './second-factor-policy';

it.each([
  ['none', 'admin', false],
  ['admins', 'user', false],
  ['admins', 'admin', true],
  ['all', 'user', true],
] as const)('REQUIRE_2FA=%s demands a second factor of a %s: %s', (REQUIRE_2FA, role, demands) => {
  const policy = new SecondFactorPolicy(settingsFor(AccountsSettings, { REQUIRE_2FA }));
  expect([policy.demands({ role }), policy.graceDays]).toEqual([demands, 14]);
});

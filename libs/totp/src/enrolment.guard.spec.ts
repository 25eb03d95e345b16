import { settingsFor } from '@countersign/config/testing';
import { TotpEnrolmentGuard } from './enrolment.guard';
import { TotpSettings } from './totp.settings';

describe('TotpEnrolmentGuard', () => {
  const guardWith = (variables: Record<string, string>) => new TotpEnrolmentGuard(settingsFor(TotpSettings, variables));

  it('lets everybody enrol, unless the operator closed it', () => {
    expect(guardWith({}).canActivate()).toBe(true);
    const closed = guardWith({ TOTP_ENROLMENT_ENABLED: 'false' });
    expect(() => closed.canActivate()).toThrow(expect.objectContaining({ code: 'forbidden', status: 403 }));
  });
});

import { defineEvents, type EventNotice } from '@countersign/kernel';
import { isLow } from './new-codes';

const remaining = 'how many backup codes are left';

const IF_NOT_YOU =
  'If this was not you, somebody else has your backup codes: change your password at once, end all other sessions and make ' +
  'new backup codes, which ends the old ones.';

const usedNotice: EventNotice = {
  subject: (brand, { remaining: left }) =>
    isLow(Number(left)) ? `${howMany(left)} left for your ${brand} account` : `A backup code was used for your ${brand} account`,
  happened: (brand, { remaining: left }) => {
    const more = isLow(Number(left)) ? ' Make new ones while you are signed in: they are your way in when you lose your other factors.' : '';
    return `A backup code was used to show that it is you, in your ${brand} account. It counts no more. ${howMany(left)} left.${more}`;
  },
  unexpected: () => IF_NOT_YOU,
};

const regeneratedNotice: EventNotice = {
  subject: (brand) => `New backup codes for your ${brand} account`,
  happened: (brand) => `New backup codes were made for your ${brand} account. The old ones count no more.`,
  unexpected: () => IF_NOT_YOU.replace('has your backup codes', 'is signed in to your account'),
};

/** "No backup code is", "One backup code is", "3 backup codes are". */
function howMany(left: unknown): string {
  if (Number(left) === 0) return 'No backup code is';
  return Number(left) === 1 ? 'One backup code is' : `${String(left)} backup codes are`;
}

export const backupCodeEvents = defineEvents('backup-codes', {
  '2fa.backup_code_used': { title: 'One of your backup codes was used', data: { remaining }, notice: usedNotice },
  '2fa.backup_codes_regenerated': { title: 'New backup codes were made for you, and the old ones no longer work', data: { remaining }, notice: regeneratedNotice },
});

import { defineLimits } from '@countersign/kernel';

defineLimits('backup-codes', {
  backup_code_checks: {
    what: 'backup-code checks that fail, or whose outcome is unknown',
    countedBy: 'user',
    window: '15 minutes',
    setting: 'BACKUP_CODE_RATE_LIMIT_MAX',
    then: '429 too_many_requests until the oldest is 15 minutes old; a right code clears it',
  },
});

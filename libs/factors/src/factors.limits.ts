import { defineLimits } from '@countersign/kernel';

defineLimits('factors', {
  second_factor_checks: {
    what: 'second-factor checks that fail, or whose outcome is unknown',
    countedBy: 'user, over all challenges, methods and addresses',
    window: '15 minutes',
    setting: 'TWO_FACTOR_RATE_LIMIT_MAX',
    then: '429 too_many_requests for 15 minutes, doubling with each lock up to 24 hours; a right code clears it',
  },
  second_factor_setups: {
    what: 'calls of setup and verify-setup',
    countedBy: 'user',
    window: '15 minutes',
    setting: 'SETUP_RATE_LIMIT_MAX',
    then: '429 too_many_requests until the oldest is 15 minutes old',
  },
});

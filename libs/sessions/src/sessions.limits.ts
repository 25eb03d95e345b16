import { defineLimits } from '@countersign/kernel';

defineLimits('sessions', {
  refresh: {
    what: 'refreshes',
    countedBy: 'session',
    window: '15 minutes',
    setting: 'REFRESH_RATE_LIMIT_MAX',
    then: '429 until the window ends; the refresh token stays good',
  },
});

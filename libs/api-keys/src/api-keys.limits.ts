import { defineLimits } from '@countersign/kernel';

defineLimits('api-keys', {
  api_key: {
    what: 'requests with an API key, in place of the limit by client address',
    countedBy: 'API key',
    window: 'an hour from its first request',
    setting: 'API_KEY_RATE_LIMIT_MAX',
    then: '429 until the hour ends; a key may have a number of its own',
  },
});

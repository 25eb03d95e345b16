import { defineLimits } from '@countersign/kernel';

defineLimits('web', {
  address: {
    what: 'requests to any route but /health*, /.well-known/*, /docs* and /dev/*',
    countedBy: 'client address (IPv6 by /64)',
    window: 'RATE_LIMIT_WINDOW_MS, 15 minutes by default',
    setting: 'RATE_LIMIT_MAX_REQUESTS',
    then: '429 until the window ends',
  },
  refused: {
    what: 'requests with an API key that is refused; accepted ones count by the limit of the key alone',
    countedBy: 'client address (IPv6 by /64)',
    window: 'RATE_LIMIT_WINDOW_MS, 15 minutes by default',
    setting: 'RATE_LIMIT_MAX_REQUESTS',
    then: '429 for requests with a key until the window ends',
  },
  register: {
    what: 'registrations',
    countedBy: 'client address (IPv6 by /64)',
    window: 'RATE_LIMIT_WINDOW_MS, 15 minutes by default',
    setting: 'REGISTER_RATE_LIMIT_MAX',
    then: '429 until the window ends',
  },
  mail_link_address: {
    what: 'mails with a link that are asked for without a session',
    countedBy: 'client address (IPv6 by /64)',
    window: 'RATE_LIMIT_WINDOW_MS, 15 minutes by default',
    setting: 'MAIL_LINK_ADDRESS_RATE_LIMIT_MAX',
    then: '429 until the window ends',
  },
});

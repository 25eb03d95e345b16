import { defineLimits } from '@countersign/kernel';

defineLimits('accounts', {
  login: {
    what: 'failed logins',
    countedBy: 'account and client address (IPv6 by /64), or a recognised device',
    window: '15 minutes (LOGIN_RATE_LIMIT_WINDOW_SECONDS)',
    setting: 'LOGIN_RATE_LIMIT_MAX',
    then: '429, even with the right password; a right password before that clears the count',
  },
  login_account: {
    what: 'failed logins',
    countedBy: 'account, from anywhere; recognised devices do not count',
    window: '15 minutes (LOGIN_RATE_LIMIT_WINDOW_SECONDS)',
    setting: 'LOGIN_ACCOUNT_RATE_LIMIT_MAX',
    then: 'one try in 30 seconds from anywhere, 429 in between; never a hard lock',
  },
  mail_link: {
    what: 'mails with a link that are asked for',
    countedBy: 'kind of mail, and the address that they go to, known or not; the account, where one asks for its own',
    window: '1 hour',
    setting: 'MAIL_LINK_RATE_LIMIT_MAX',
    then: 'no mail; forgot-password answers as ever, the others 429',
  },
  notice: {
    what: 'notices by mail',
    countedBy: 'user and kind of event: no flood of one kind hides another',
    window: '1 hour',
    setting: 'NOTICE_RATE_LIMIT_MAX',
    then: 'no mail; the event stands in GET /auth/activity',
  },
});

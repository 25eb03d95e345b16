import { defineProblems } from '@countersign/kernel';

export const accountProblems = defineProblems('accounts', {
  email_taken: {
    status: 409,
    title: 'The e-mail address is taken',
    detail: 'An account with this e-mail address exists. Log in, or use another address.',
  },
  username_taken: {
    status: 409,
    title: 'The username is taken',
    detail: 'An account with this username exists. Choose another one.',
  },
  invalid_credentials: {
    status: 401,
    title: 'The credentials are not valid',
    detail: 'The e-mail address, username or password is wrong.',
  },
  invalid_link: {
    status: 400,
    title: 'The link is not valid',
    detail: 'The link is unknown, expired or used, or a newer one took its place. Ask for a new one.',
  },
  email_not_verified: {
    status: 403,
    title: 'The e-mail address is not verified',
    detail: 'Open the link in the mail that has been sent to your address, then log in.',
  },
});

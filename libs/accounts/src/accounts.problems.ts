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
});

import { defineProblems } from '@countersign/kernel';

export const factorProblems = defineProblems('factors', {
  invalid_code: {
    status: 400,
    title: 'The code is wrong',
    detail: 'The code is wrong. Check that it is the newest one, then try again.',
    exposes: ['attemptsRemaining'],
  },
  code_already_used: {
    status: 400,
    title: 'The code has been used',
    detail: 'This code has been used, and each counts once. Use another one.',
    exposes: ['retryAfter'],
  },
  setup_not_started: {
    status: 400,
    title: 'Nothing to confirm',
    detail: 'No setup waits for a code in this session: it expired, was replaced or never began. Call setup again.',
  },
  invalid_temp_token: {
    status: 401,
    title: 'The tempToken is not valid',
    detail: 'The tempToken is unknown, expired, spent, or its attempts are used up. Log in again.',
  },
  two_factor_off: {
    status: 409,
    title: 'Two-factor authentication is off',
    detail: 'The account has no second factor. Set one up.',
  },
  method_required: {
    status: 409,
    title: 'A second factor is required',
    detail: 'Your account must keep a second factor. Add another method, then remove this one.',
  },
  too_many_methods: {
    status: 409,
    title: 'Too many methods',
    detail: 'You have as many methods of this kind as an account may have. Remove one first.',
  },
});

import { defineProblems } from '@countersign/kernel';

export const sessionProblems = defineProblems('sessions', {
  invalid_refresh_token: {
    status: 401,
    title: 'The refresh token is not valid',
    detail: 'The refresh token is missing, unknown, expired, revoked or used before. Log in again.',
  },
});

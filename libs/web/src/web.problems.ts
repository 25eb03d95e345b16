import { defineProblems } from '@countersign/kernel';

export const webProblems = defineProblems('web', {
  insufficient_scope: {
    status: 403,
    title: 'The API key lacks a scope',
    detail: 'The API key is valid, but it does not hold a scope that this route needs.',
    exposes: ['scopes'],
  },
  password_change_required: {
    status: 403,
    title: 'The password has to be changed',
    detail: 'Change the password first (POST /auth/change-password): somebody else has read the one that you have.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    detail: 'The whole request must arrive within 10 seconds.',
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    detail: 'The request line and its headers are larger than 16 KiB together.',
  },
});

import { defineProblems } from '@countersign/kernel';

export const apiKeyProblems = defineProblems('api-keys', {
  api_key_revoked: {
    status: 409,
    title: 'The API key is revoked',
    detail: 'A revoked API key cannot be changed or rotated. Make a new one.',
  },
  too_many_api_keys: {
    status: 409,
    title: 'Too many API keys',
    detail: 'You have as many API keys as a user may have, revoked ones included. Delete one first.',
    exposes: ['limit'],
  },
});

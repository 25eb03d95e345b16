import { defineEvents } from '@countersign/kernel';

const apiKeyId = 'the key';
const name = 'its name';

export const apiKeyEvents = defineEvents('api-keys', {
  'api_key.created': {
    title: 'An API key was made for your account',
    data: { apiKeyId, name, scopes: 'what it may do' },
    notice: {
      subject: (brand) => `A new API key for your ${brand} account`,
      happened: (brand, data) =>
        `An API key named "${String(data.name)}" was made for your ${brand} account. Whoever holds it may do there what its scopes allow.`,
      unexpected: () => 'If this was not you, somebody is in your account: revoke the key, change your password at once and end all other sessions.',
    },
  },
  'api_key.updated': { title: 'One of your API keys was changed', data: { apiKeyId, name, scopes: 'what it may do' } },
  'api_key.rotated': { title: 'One of your API keys got a new secret', data: { apiKeyId, name, overlapSeconds: 'for how long the old secret stays good' } },
  'api_key.revoked': { title: 'One of your API keys was revoked and no longer works', data: { apiKeyId, name } },
});

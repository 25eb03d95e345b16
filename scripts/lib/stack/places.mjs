import path from 'node:path';
import { setting } from '../environment.mjs';

/** Where things are and what to try next, after `npm run up`. @returns {string[]} */
export function placesOf({ apiUrl, workerUrl, redisUrl, dataDir, remarks }, env) {
  const base = setting(env, 'API_BASE_PATH') ?? '/api';
  return [
    '',
    'Countersign runs.',
    `  API       ${apiUrl}${base}`,
    `  Docs      ${apiUrl}/docs`,
    `  Health    ${apiUrl}/health   worker: ${workerUrl}/health`,
    `  Inbox     ${apiUrl}/dev/inbox   (mails and text messages of development)`,
    `  Redis     ${redisUrl ? 'yes' : 'none: the service works without it'}`,
    `  Data      ${dataDir}`,
    `  Logs      ${path.join(dataDir, 'logs')}`,
    '  Stop      npm run down            (npm run down -- --purge removes the data too)',
    '',
    'Try next:',
    '  npm run demo',
    `  curl ${apiUrl}/health`,
    ...remarks.map((remark) => `Note: ${remark}.`),
  ];
}

import path from 'node:path';
import { setting } from '../environment.mjs';
import { answersTcp } from './wishes.mjs';

/**
 * Where things are and what to try next.
 *
 * @param {object} info of LastingStack
 * @param {object} env the caller's settings
 * @param {string} [title]
 * @returns {Promise<string[]>}
 */
export async function placesOf({ apiUrl, workerUrl, metricsPorts, redisUrl, dataDir, remarks }, env, title = 'Countersign runs.') {
  const base = setting(env, 'API_BASE_PATH') ?? '/api';
  return [
    '',
    title,
    `  API       ${apiUrl}${base}`,
    `  Docs      ${apiUrl}/docs`,
    `  Health    ${apiUrl}/health   worker: ${workerUrl}/health`,
    `  Metrics   ${aboutMetrics(metricsPorts, env)}`,
    `  Inbox     ${apiUrl}/dev/inbox   (mails and text messages of development)`,
    `  Redis     ${await aboutRedis(redisUrl)}`,
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

/** As it is now: a given one may be away, and come later. */
async function aboutRedis(url) {
  if (!url) return 'none: the service works without it';
  return (await answersTcp(url)) ? 'yes' : 'does not answer: the service works without it until it does';
}

/** Of the api, then of the worker. A port that was given as 0 is a free one, which the log names. */
function aboutMetrics([api, worker], env) {
  const given = setting(env, 'METRICS_HOST') ?? '127.0.0.1';
  const host = given === '0.0.0.0' ? '127.0.0.1' : given;
  const place = (port) => (port === '0' ? 'see its log' : `http://${host}:${port}/metrics`);
  return `${place(api)}   worker: ${place(worker)}`;
}

import { Fault } from '../lib/fault.mjs';
import { memoryCostIn } from '../lib/load/memory-cost.mjs';
import { valuesOf, wholeIn } from '../lib/options.mjs';
import { LEAST_REQUESTS } from './walk.mjs';

const OPTIONS = {
  users: { type: 'string', default: '500' },
  requests: { type: 'string', default: '15' },
  concurrency: { type: 'string' },
  'memory-cost': { type: 'string' },
  url: { type: 'string' },
  metrics: { type: 'string', multiple: true, default: [] },
};

/**
 * @typedef {object} StressOptions
 * @property {number} users who walk through a log-in each
 * @property {number} requests of each of them, unless it is refused before
 * @property {number} concurrency most users on their way at once; all, unless said
 * @property {string | null} url of a service that runs already, without the base path; null: one of our own
 * @property {Record<string, string>} metrics its pages for Prometheus, such as http://127.0.0.1:9464/metrics, by host
 * @property {string | undefined} memoryCost ARGON2_MEMORY_COST in KiB, of our own service
 */

/** @returns {StressOptions} throws one sentence for what is not understood */
export function optionsFrom(args) {
  const { values, positionals } = valuesOf(args, OPTIONS);
  if (positionals.length > 0) throw new Fault(`"${positionals[0]}" is no option: use ${Object.keys(OPTIONS).map((name) => `--${name}`).join(', ')}.`);
  const users = wholeIn(values, 'users', 1);
  return {
    users,
    requests: wholeIn(values, 'requests', LEAST_REQUESTS),
    concurrency: values.concurrency === undefined ? users : wholeIn(values, 'concurrency', 1),
    url: values.url === undefined ? null : addressIn(values.url),
    metrics: Object.fromEntries(values.metrics.map((page) => [hostOf(page), page])),
    memoryCost: values['memory-cost'] === undefined ? undefined : String(memoryCostIn(values)),
  };
}

function addressIn(url) {
  if (URL.canParse(url) && /^https?:/.test(url)) return url.replace(/\/+$/, '');
  throw new Fault('--url must be an address such as http://127.0.0.1:3001.');
}

function hostOf(page) {
  if (URL.canParse(page)) return new URL(page).host;
  throw new Fault('--metrics must be an address such as http://127.0.0.1:9464/metrics.');
}

import { Fault } from '../fault.mjs';
import { inRankOrder } from './house.mjs';
import { byOwner, code, page, table } from './markdown.mjs';
import { shownDefault } from './shown-default.mjs';

export function settingsPage(house) {
  const settings = house.lib('config').listSettings();
  const row = (setting) => [code(setting.name), `${setting.why} (${setting.kind}${inUnit(setting)})`, shownDefault(setting)];
  const parts = byOwner(settings, inRankOrder).map(
    ([owner, own]) => `## ${owner}\n\n${table(['setting', 'what it is for', 'default'], own.map(row))}`,
  );
  return page(
    'Settings',
    'Read from the environment, which wins over `.env` in the working directory (`ENV_FILE` names another file). ' +
      '`NAME_FILE` reads one setting from a mounted file. An empty value counts as unset. All faults are told at once when a process starts.',
    ...parts,
  );
}

const inUnit = ({ unit }) => (unit ? `, in ${unit}` : '');

export function problemsPage(house) {
  const problems = house.lib('kernel').listProblems();
  const ordered = [...problems].sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
  const parts = ordered.map(({ code: name, status, title, detail, exposes = [], owner }) => {
    const more = exposes.length > 0 ? `\n\nMay carry: ${exposes.map(code).join(', ')}.` : '';
    return `## ${name}\n\n${code(status)} ${title} (${owner}). Page: ${code(`/problems/${name.replaceAll('_', '-')}`)}\n\n> ${detail}${more}`;
  });
  const overview = table(['status', 'code', 'title'], ordered.map(({ status, code: name, title }) => [status, code(name), title]));
  return page(
    'Problems',
    'Every failure is one `application/problem+json` body (RFC 9457). `code` is stable: clients decide by it.',
    overview,
    ...parts,
  );
}

export function eventsPage(house) {
  const events = house.lib('kernel').listEvents();
  const dataOf = ({ data = {} }) => Object.entries(data).map(([name, says]) => `${code(name)}: ${says}`).join('; ');
  const rows = events.map((event) => [code(event.type), event.title, dataOf(event), event.notice ? 'yes' : '', event.owner]);
  return page(
    'Security events',
    'What the audit trail records and listeners hear. `data` holds ids and facts, never a code, a secret or a whole number.',
    table(['type', 'what happened', '`data`', 'mailed to the user', 'lib'], rows),
  );
}

export function limitsPage(house) {
  const limits = house.lib('kernel').listLimits();
  const rows = limits.map((limit) => [limit.what, limit.countedBy, numberOf(house, limit), limit.window, limit.then, code(limit.setting), limit.owner]);
  return page(
    'Limits',
    'Each number is a setting. An answer past a limit carries `Retry-After` in seconds.',
    table(['what', 'counted by', 'default', 'in', 'then', 'setting', 'lib'], rows),
  );
}

/** The default of a limit, with its unit. */
export function numberOf(house, { setting }) {
  const known = house.lib('config').listSettings().find(({ name }) => name === setting);
  if (!known?.unit) throw new Fault(`The limit of ${setting} has no number with a unit: declare that setting, with a unit.`);
  return `${shownDefault(known)} ${known.unit}`;
}

/** Every route, with what it does and for whom it is. */
export function endpointsPage(openApi) {
  return page(
    'Endpoints',
    'Every route of [openapi.json](openapi.json), which has bodies, answers and problems too. A route for a session takes `Authorization: ' +
      'Bearer …`, one for an API key `X-API-Key`. Fresh: the proof of the session is recent, and ' +
      'strong where the account has two-factor authentication (`POST /auth/step-up` renews it).',
    table(['route', 'what it does', 'for'], endpointRows(JSON.parse(openApi))),
  );
}

function endpointRows({ paths }) {
  return Object.entries(paths).flatMap(([place, item]) =>
    Object.entries(item).map(([verb, operation]) => [code(`${verb.toUpperCase()} ${place}`), operation.summary, callersOf(operation)]),
  );
}

/** The ways in, and what is asked of whoever comes by them: neither tells the other. */
function callersOf({ security, 'x-demands': demands }) {
  const ways = security.flatMap((way) => (Object.keys(way).length > 0 ? Object.keys(way).map((name) => WAYS[name] ?? name) : [EVERYBODY]));
  return [ways.join(', or ') || EVERYBODY, ...demands.map((demand) => DEMANDS[demand] ?? demand)].join('; ');
}

const EVERYBODY = 'everybody';
const WAYS = { session: 'a session', apiKey: 'an API key' };
const DEMANDS = { admin: 'administrators', fresh: 'fresh' };

export function jobsPage(house) {
  const jobs = [...house.lib('kernel').entriesOf('job').values()];
  const waits = ({ backoffSeconds = [] }) => `${backoffSeconds.join(', ')} s`;
  const rows = jobs.map((job) => [code(job.name), code(job.queue), job.maxAttempts, waits(job)]);
  return page(
    'Jobs',
    'Each job is one outbox row that names a row of its owner, written in the transaction that asks for it. It runs at least ' +
      'once; past its last attempt the row stays as dead. The version in the name lets old jobs outlive a deploy.',
    table(['job', 'queue', 'attempts', 'waits between them'], rows),
  );
}

export function metricsPage(house) {
  const metrics = house.lib('observability').listMetrics();
  const labelsOf = ({ labels = {} }) => Object.entries(labels).map(([name, says]) => `${code(name)}: ${says}`).join('. ');
  const row = (metric) => [code(metric.name), metric.kind, metric.help, labelsOf(metric)];
  const parts = byOwner(metrics, inRankOrder).map(([owner, own]) => `## ${owner}\n\n${table(['metric', 'kind', 'what it says', 'labels'], own.map(row))}`);
  return page(
    'Metrics',
    'For Prometheus, in its text format, at `/metrics` on ports of their own: `METRICS_PORT` (9464) of the api and ' +
      '`WORKER_METRICS_PORT` (9465) of the worker, at `METRICS_HOST`; never on the public port. No credentials are asked for and no ' +
      'label holds anything of a user, but keep the ports inside. A port that is taken is a warning in the log; the service runs on. ' +
      'Counters count since the process started. Gauges are read when Prometheus asks, each source within a second: those of a source that does not ' +
      'answer, as `queue` while PostgreSQL is away, are left out, and `countersign_metric_source_up` says so.',
    SCRAPE_EXAMPLE,
    ...parts,
  );
}

const SCRAPE_EXAMPLE = `\`\`\`yaml
scrape_configs:
  - job_name: countersign
    static_configs:
      - targets: ['127.0.0.1:9464', '127.0.0.1:9465']
\`\`\``;

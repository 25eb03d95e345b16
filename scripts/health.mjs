// Whether requests may be sent to the process of this container, api or worker: exit code 0 or 1 for the image's HEALTHCHECK.
import http from 'node:http';
import { callerEnvironment, setting } from './lib/environment.mjs';

const LIMIT_MS = 4000;
const USUAL = { PORT: '3001', WORKER_PORT: '3002' };

const env = callerEnvironment();
const given = setting(env, 'HOST') ?? '127.0.0.1';
const host = ['0.0.0.0', '::'].includes(given) ? '127.0.0.1' : given;

/** @returns {Promise<string>} 'ready', or what came instead */
function ask(port) {
  return new Promise((resolve) => {
    const options = { host, port, path: '/health/ready', timeout: LIMIT_MS, agent: false };
    const request = http.get(options, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve(response.statusCode === 200 ? 'ready' : `${response.statusCode} ${body}`));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => resolve(error.message));
  });
}

// Only one of the two listens here.
const answers = await Promise.all(Object.entries(USUAL).map(([name, usual]) => ask(setting(env, name) ?? usual)));
const isReady = answers.includes('ready');
console.log(isReady ? 'ready' : answers.join('; '));
process.exitCode = isReady ? 0 : 1;

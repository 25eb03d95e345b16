// Whether requests may be sent to the process of this container, api or worker: exit code 0 or 1 for the image's HEALTHCHECK.
import http from 'node:http';
import { callerEnvironment, setting } from './lib/environment.mjs';
import { ROOT } from './lib/paths.mjs';
import { programsIn } from './lib/process/here.mjs';

const LIMIT_MS = 4000;
const PORTS = { api: ['PORT', '3001'], worker: ['WORKER_PORT', '3002'] };

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

// Whatever else answers on this machine says nothing about the process of this container.
const programs = programsIn(ROOT);
const answers = await Promise.all(programs.map((program) => ask(setting(env, PORTS[program][0]) ?? PORTS[program][1])));
const isReady = answers.length > 0 && answers.every((answer) => answer === 'ready');
console.log(isReady ? 'ready' : answers.join('; ') || 'neither the api nor the worker runs here');
process.exitCode = isReady ? 0 : 1;

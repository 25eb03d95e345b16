// A process as apps/api/src/main.ts makes one, with the sample routes in place of the product's.
require('reflect-metadata');
const { runProcess } = require('@countersign/web');

/** Shorter ones than a real process has, so that a spec need not wait them out. */
const limits = JSON.parse(process.argv[2] ?? '{}');

/** A page of two megabytes, more than a socket takes at once. */
async function docs() {
  return async (app) => app.getHttpAdapter().getInstance().get('/docs', (_request, reply) => reply.send('a page '.repeat(300_000)));
}

async function load() {
  const { Module } = require('@nestjs/common');
  const { ConfigModule } = require('@countersign/config');
  const { WebModule } = require('@countersign/web');
  const { KeyHeader, SampleController, SessionHeader } = require('./sample.controller.ts');
  class SampleModule {}
  const parts = { controllers: [SampleController], providers: [SessionHeader, KeyHeader] };
  Module({ imports: [ConfigModule.forRoot(), WebModule], ...parts })(SampleModule);
  return { module: SampleModule, docs };
}

void runProcess('api', load, limits);

import 'reflect-metadata';
import { runProcess } from '@countersign/web';

void runProcess('api', async () => ({
  module: (await import('./api.module.js')).ApiModule,
  docs: async () => (await import('@countersign/openapi/index.js')).serveDocs,
}));

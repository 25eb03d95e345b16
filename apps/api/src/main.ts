import 'reflect-metadata';
import { runProcess } from '@countersign/web';

void runProcess('api', async () => ({ module: (await import('./api.module.js')).ApiModule }));

import 'reflect-metadata';
import { runProcess } from '@countersign/web';

void runProcess('worker', async () => ({ module: (await import('./worker.module.js')).WorkerModule }));

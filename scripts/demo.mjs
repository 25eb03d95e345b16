import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./demo/main.mjs'));

import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./bench/main.mjs'));

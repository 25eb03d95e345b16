import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./stress/main.mjs'));

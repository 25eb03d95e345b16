import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./commands/build.mjs'));

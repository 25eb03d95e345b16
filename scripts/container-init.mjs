import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./commands/container-init.mjs'));

import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./commands/admin.mjs'));

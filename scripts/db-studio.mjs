import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./commands/db-studio.mjs'));

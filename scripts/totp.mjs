import { bootstrap } from './lib/bootstrap.mjs';

bootstrap(() => import('./commands/totp.mjs'));

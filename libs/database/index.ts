export { Database } from './src/database';
export { DatabaseModule } from './src/database.module';
export { DatabaseSettings } from './src/database.settings';
export { migrate, pendingMigrations } from './src/migrate';
export { statement } from './src/statement';
export type { Statement } from './src/statement';
export { isUnavailable } from './src/unavailable';
export { withDatabase } from './src/with-database';

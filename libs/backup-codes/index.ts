export { backupCodeEvents } from './src/backup-codes.events';
export { BackupCodesModule } from './src/backup-codes.module';
export { BackupCodesSettings } from './src/backup-codes.settings';

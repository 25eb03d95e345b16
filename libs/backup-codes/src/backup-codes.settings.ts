import { Settings, WholeSetting } from '@countersign/config';

@Settings('backup-codes')
export class BackupCodesSettings {
  @WholeSetting({
    why: 'Backup codes of one user that may be wrong in 15 minutes, beside the limit of all second factors.',
    unit: 'checks',
    min: 2,
    max: 100,
    default: 5,
  })
  readonly BACKUP_CODE_RATE_LIMIT_MAX: number;
}

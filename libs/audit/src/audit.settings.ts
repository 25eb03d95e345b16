import { Settings, WholeSetting } from '@countersign/config';

@Settings('audit')
export class AuditSettings {
  @WholeSetting({
    why: 'How many whole months before the present one the audit trail keeps; older ones are dropped, with their seals. Unset: all.',
    unit: 'months',
    min: 3,
    max: 1_200,
    default: null,
  })
  readonly AUDIT_KEEP_MONTHS: number | null;
}

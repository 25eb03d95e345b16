import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a provider with a daily limit took on a day (UTC). */
@Entity({ name: 'provider_days' })
export class ProviderDay {
  @PrimaryColumn({ name: 'provider', type: 'text', primaryKeyConstraintName: 'provider_days_pkey' })
  provider: string;

  @PrimaryColumn({ name: 'day', type: 'date', primaryKeyConstraintName: 'provider_days_pkey' })
  day: string;

  @Column({ name: 'sent', type: 'integer', default: 0 })
  sent: number;

  /** Of them, those that are no codes. */
  @Column({ name: 'notices', type: 'integer', default: 0 })
  notices: number;

  /** Of those, what is neither a code nor a mail that somebody waits for: notices and the rest. */
  @Column({ name: 'others', type: 'integer', default: 0 })
  others: number;
}

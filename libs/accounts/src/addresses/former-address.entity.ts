import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An address that an account had, kept for a week after its end. */
@Entity('former_addresses')
@Index('ix_former_addresses_user_id', ['userId', 'endedAt'])
@Index('ix_former_addresses_ended_at', ['endedAt'])
export class FormerAddress {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_former_addresses' })
  readonly id: string;

  @Column({ name: 'user_id', type: 'uuid' })
  readonly userId: string;

  /** Sealed, bound to this row and user. */
  @Column({ name: 'address_sealed', type: 'text' })
  readonly addressSealed: string;

  @Column({ name: 'ended_at', type: 'timestamptz', default: () => 'now()' })
  readonly endedAt: Date;
}

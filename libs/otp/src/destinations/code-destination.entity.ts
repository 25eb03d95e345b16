import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where the codes of a method go. */
@Entity({ name: 'code_destinations' })
export class CodeDestination {
  @PrimaryColumn({ name: 'method_id', type: 'uuid' })
  methodId: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** The number or address, sealed and bound to this row and user. */
  @Column({ name: 'destination_sealed', type: 'text' })
  destinationSealed: string;

  /** Its keyed digest: what destinations are compared and counted by. */
  @Column({ name: 'digest', type: 'bytea' })
  digest: Buffer;

  /** When a provider said that it never will deliver there; null once the user was told. */
  @Column({ name: 'failed_at', type: 'timestamptz', nullable: true })
  failedAt: Date | null;
}

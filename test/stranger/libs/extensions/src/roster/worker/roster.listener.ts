import type { RecordedEvent } from '@countersign/audit';
import { OnSecurityEvent, type SecurityEventListener } from '@countersign/audit/worker';
import { Database, statement } from '@countersign/database';

// An event may be heard twice, and after its user is gone.
const add = statement(
  'roster_add',
  `insert into roster_entries (event_id, user_id, enrolled_at)
   select $1, id, $3 from user_facts where id = $2 on conflict do nothing`,
);

/** Keeps the list of those who turned two-factor authentication on. */
@OnSecurityEvent()
export class RosterListener implements SecurityEventListener {
  readonly name = 'roster';

  constructor(private readonly database: Database) {}

  handles(type: string): boolean {
    return type === '2fa.enabled';
  }

  async on({ id, userId, occurredAt }: RecordedEvent): Promise<void> {
    await this.database.run(add, [id, userId, occurredAt]);
  }
}

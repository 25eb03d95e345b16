import { CryptoSettings, Sealer } from '@countersign/crypto';
import { settingsFor } from '@countersign/config/testing';
import type { Suite } from './suite';

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly body_sealed: string;
}

/** The newest code that was queued for a user, opened with the suite's own key: no worker has to run. */
export async function queuedCode({ query, environment }: Suite, userId: string): Promise<string> {
  const [row] = await query<Row>(
    `select id, user_id, body_sealed from messages
     where user_id = $1 and purpose = 'code' and body_sealed is not null order by created_at desc, id desc limit 1`,
    [userId],
  );
  const { ENCRYPTION_KEYS } = environment as { ENCRYPTION_KEYS: string };
  const sealer = new Sealer(settingsFor(CryptoSettings, { ENCRYPTION_KEYS }));
  const binding = { table: 'messages', column: 'body_sealed', row: row!.id, user: row!.user_id };
  const { text } = JSON.parse(sealer.open('message', binding, row!.body_sealed)) as { text: string };
  return /(?<![\w.-])\d{6}(?![\w.-])/.exec(text)![0];
}

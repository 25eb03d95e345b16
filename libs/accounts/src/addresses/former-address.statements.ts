import { statement } from '@countersign/database';

export const keep = statement(
  'accounts_address_keep',
  'insert into former_addresses (id, user_id, address_sealed) values ($1, $2, $3)',
);

/** The first that ended after the time. Times of events are known to the millisecond. */
export const endedAfter = statement<{ id: string; addressSealed: string }>(
  'accounts_address_ended_after',
  `select id, address_sealed as "addressSealed" from former_addresses
   where user_id = $1 and ended_at >= $2::timestamptz + interval '1 millisecond' order by ended_at limit 1`,
);

export const ofUser = statement<{ id: string; addressSealed: string }>(
  'accounts_address_of_user',
  `select id, address_sealed as "addressSealed" from former_addresses where user_id = $1 order by ended_at desc`,
);

/** A week is longer than any event waits for its listeners. */
export const removeOld = statement<{ id: string }>(
  'accounts_address_remove_old',
  `delete from former_addresses where id in (
     select id from former_addresses where ended_at < now() - interval '7 days' order by ended_at limit $1 for update skip locked)
   returning id`,
);

import { statement } from '@countersign/database';
import type { Ended } from './message.statements';

interface Id {
  readonly id: string;
}

// What a provider reports comes late, twice and out of order, so that each statement names the states that it leads on from.

/** Not taken over by a provider as far as we know, be it that we gave up after answers that came too late. */
const mayStillGo = `(state in ('queued', 'sending') or (state = 'failed' and doubts > 0 and provider_message_id is null and not is_undeliverable))`;

/** A provider took over what we had given up on: an answer that came after our time limit. It is not sent again. */
export const noteTaken = statement<Id>(
  'otp_delivery_note_taken',
  `update messages set state = 'sent', provider = $2, provider_message_id = $3, sent_at = now(), last_error = null, body_sealed = null
   where id = $1 and ${mayStillGo}
   returning id`,
);

export const noteDelivered = statement<Ended>(
  'otp_delivery_note_delivered',
  `update messages set state = 'delivered', provider = case when provider_message_id = $3 then provider else $2 end, provider_message_id = $3, delivered_at = now(),
     sent_at = coalesce(sent_at, now()), last_error = null, body_sealed = null
   where id = $1 and (state = 'sent' or ${mayStillGo})
   returning id, state`,
);

/**
 * Of two sends the other one may still arrive; and what may be tried again is not over. The provider's name for the send
 * says which one it was: two of our providers may be one account.
 */
export const noteFailed = statement<Ended>(
  'otp_delivery_note_failed',
  `update messages set state = case when state <> 'sent' and not_after <= now() then 'expired' else 'failed' end, last_error = $3, is_undeliverable = $4, body_sealed = null
   where id = $1 and ((state = 'sent' and provider_message_id = $2) or (state in ('queued', 'sending') and $4::boolean))
   returning id, state`,
);

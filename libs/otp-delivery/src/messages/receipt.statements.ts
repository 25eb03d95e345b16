import { statement } from '@countersign/database';

interface Id {
  readonly id: string;
}

// What a provider reports comes late, twice and out of order, so that each statement names the states that it leads on from.

/** A provider took over what we had given up on: an answer that came after our time limit. It is not sent again. */
export const noteTaken = statement<Id>(
  'otp_delivery_note_taken',
  `update messages set state = 'sent', provider = $2, provider_message_id = $3, sent_at = now(), last_error = null, body_sealed = null
   where id = $1 and state in ('queued', 'sending')
   returning id`,
);

export const noteDelivered = statement<Id>(
  'otp_delivery_note_delivered',
  `update messages set state = 'delivered', provider = $2, provider_message_id = $3, delivered_at = now(),
     sent_at = coalesce(sent_at, now()), last_error = null, body_sealed = null
   where id = $1 and state in ('queued', 'sending', 'sent')
   returning id`,
);

/** Of two sends the other one may still arrive; and what may be tried again is not over. */
export const noteFailed = statement<Id>(
  'otp_delivery_note_failed',
  `update messages set state = 'failed', last_error = $4, is_undeliverable = $5, body_sealed = null
   where id = $1 and ((state = 'sent' and provider = $2 and provider_message_id = $3) or (state in ('queued', 'sending') and $5::boolean))
   returning id`,
);

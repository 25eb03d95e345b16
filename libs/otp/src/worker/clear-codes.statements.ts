import { statement } from '@countersign/database';

type Cleared = { readonly cleared: number };

// A day is longer than any challenge takes answers, and long enough to look into a complaint.
export const clearCodes = statement<Cleared>(
  'otp_clear_codes',
  `delete from codes where (method_id, context_id) in (
     select method_id, context_id from codes where expires_at < now() - interval '1 day' order by expires_at limit $1 for update skip locked)
   returning 1 as cleared`,
);

export const clearCounts = statement<Cleared>(
  'otp_clear_counts',
  `delete from send_counts where key in (
     select key from send_counts where ends_at < now() order by ends_at limit $1 for update skip locked) returning 1 as cleared`,
);

export const clearWindows = statement<Cleared>(
  'otp_clear_windows',
  `delete from send_windows where key in (
     select key from send_windows where ends_at < now() order by ends_at limit $1 for update skip locked) returning 1 as cleared`,
);

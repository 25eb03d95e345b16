import { statement } from '@countersign/database';

// A challenge stays for a day after its end: long enough to answer "what happened to my log-in?".
export const clearChallenges = statement<{ id: string }>(
  'factors_clear_challenges',
  `delete from challenges where id in (
     select id from challenges where expires_at < now() - interval '1 day' order by expires_at limit $1 for update skip locked)
   returning id`,
);

// What a factor keeps for a method goes with the method's row (on delete cascade).
export const clearPending = statement<{ id: string }>(
  'factors_clear_pending',
  `delete from two_factor_methods where id in (
     select id from two_factor_methods where status = 'pending' and expires_at < now() limit $1 for update skip locked)
   returning id`,
);

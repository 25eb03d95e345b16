/** The window of the wrong-code budget, and the first lock's length. */
const WINDOW = `interval '15 minutes'`;
const recent = (column: string) => `array(select t from unnest(b.${column}) t where t > now() - ${WINDOW} order by t)`;

// Set under the row's lock and always later than the last one, so that an entry names itself within its row.
const nextEntry = (column: string) =>
  `greatest(clock_timestamp(), (select max(t) + interval '1 microsecond' from unnest(b.${column}) t))`;

/**
 * Reserves one check in the budgets of the users that `source` (a table expression with `user_id`) names: an upsert that
 * touches nothing where the window is full or a lock stands. Returns user_id, entry, remaining, locked_seconds.
 */
export function reserveInBudget(source: string, limit: string): string {
  const isLast = `cardinality(${recent('attempts')}) + 1 >= ${limit}::int`;
  return `
    insert into factor_budgets as b (user_id, attempts) select user_id, array[clock_timestamp()] from ${source}
    on conflict (user_id) do update set
      attempts = ${recent('attempts')} || ${nextEntry('attempts')},
      locked_until = case when ${isLast}
        then now() + least(${WINDOW} * power(2, least(b.lock_level, 10)), interval '24 hours') end,
      lock_level = b.lock_level + case when ${isLast} then 1 else 0 end
    where (b.locked_until is null or b.locked_until <= now()) and cardinality(${recent('attempts')}) < ${limit}::int
    returning b.user_id, b.attempts[cardinality(b.attempts)]::text as entry,
      ${limit}::int - cardinality(b.attempts) as remaining,
      ceil(extract(epoch from b.locked_until - now()))::int as locked_seconds`;
}

/** The same for calls of setup and verify-setup, which lock nothing else. Returns user_id, entry, remaining. */
export function reserveInSetupBudget(source: string, limit: string): string {
  return `
    insert into factor_budgets as b (user_id, setup_attempts) select user_id, array[clock_timestamp()] from ${source}
    on conflict (user_id) do update set setup_attempts = ${recent('setup_attempts')} || ${nextEntry('setup_attempts')}
    where cardinality(${recent('setup_attempts')}) < ${limit}::int
    returning b.user_id, b.setup_attempts[cardinality(b.setup_attempts)]::text as entry,
      ${limit}::int - cardinality(b.setup_attempts) as remaining`;
}

/** Seconds until a column's window has room again, or until the lock ends: whichever is later, at least 1. */
export function waitOf(column: string, lock: string, limit: string): string {
  return `
    select greatest(1, ceil(extract(epoch from ${lock} - now())), case when cardinality(r.times) >= ${limit}::int
      then ceil(extract(epoch from r.times[cardinality(r.times) - ${limit}::int + 1] + ${WINDOW} - now())) end)::int as seconds
    from factor_budgets b, lateral (select ${recent(column)} as times) r where b.user_id = $1`;
}

/** A right code: its own entry goes, and so do the lock and its level. `user` and `entry` are expressions. */
export function settleInBudget(user: string, entry: string): string {
  return `
    update factor_budgets b set attempts = array_remove(b.attempts, ${entry}::timestamptz), locked_until = null, lock_level = 0
    where b.user_id = ${user}`;
}

/** A check that cost nothing (a spent code): its entry goes, and the lock if this very entry made it. */
export function forgiveInBudget(user: string, entry: string, madeLock: string): string {
  return `
    update factor_budgets b set attempts = array_remove(b.attempts, ${entry}::timestamptz),
      locked_until = case when ${madeLock}::boolean then null else b.locked_until end,
      lock_level = case when ${madeLock}::boolean then greatest(b.lock_level - 1, 0) else b.lock_level end
    where b.user_id = ${user}`;
}

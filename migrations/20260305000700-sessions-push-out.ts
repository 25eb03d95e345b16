import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PushOutSessions1772669220000 implements MigrationInterface {
  name = 'PushOutSessions1772669220000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PUSH_OUT);
  }

  /** For a developer's own database only: production goes forward. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function sessions_push_out(uuid, uuid, integer)');
  }
}

/**
 * Ends what a user has too many of, but for the one just opened; answers how many. A function, since each statement within a
 * volatile one sees what was committed by then (PostgreSQL manual, "Function Volatility Categories"), and so the sessions
 * of the log-ins that the opening one has waited for. A part of that statement itself would see what stood before the wait.
 */
const PUSH_OUT = `
  create function sessions_push_out(owner uuid, opened uuid, most integer) returns integer
  language plpgsql volatile as $$
  declare
    pushed_out integer;
  begin
    update sessions set revoked_at = now() where revoked_at is null and id in (
      select s.id from sessions s
      where s.user_id = owner and s.id <> opened and s.revoked_at is null and s.idle_expires_at > now()
      order by s.last_used_at desc, s.id desc offset most - 1);
    get diagnostics pushed_out = row_count;
    return pushed_out;
  end $$`;

import { Injectable } from '@nestjs/common';
import { Database, statement } from '@countersign/database';
import type { DailyLimit } from '../../channels/channel';
import type { Purpose } from '../../jobs/delivery.jobs';

const today = `(now() at time zone 'UTC')::date`;

// Codes may use all of the day, links only what is not kept for codes, and notices and the rest half of that.
const reserve = statement<{ sent: number }>(
  'otp_delivery_reserve_day',
  `insert into provider_days as d (provider, day, sent, notices, others)
   select $1, ${today}, 1, $2::int, $3::int where $4::int > 0 and ($2::int = 0 or $5::int > 0) and ($3::int = 0 or $6::int > 0)
   on conflict (provider, day) do update set sent = d.sent + 1, notices = d.notices + $2::int, others = d.others + $3::int
   where d.sent < $4::int and ($2::int = 0 or d.notices < $5::int) and ($3::int = 0 or d.others < $6::int)
   returning sent`,
);

const giveBack = statement(
  'otp_delivery_give_back_day',
  `update provider_days set sent = greatest(sent - 1, 0), notices = greatest(notices - $2::int, 0), others = greatest(others - $3::int, 0)
   where provider = $1 and day = ${today}`,
);

const untilTomorrow = statement<{ seconds: number }>(
  'otp_delivery_until_tomorrow',
  `select ceil(extract(epoch from (${today} + 1) - (now() at time zone 'UTC')))::int as seconds`,
);

const removeOld = statement<{ provider: string }>(
  'otp_delivery_remove_old_days',
  `delete from provider_days where (provider, day) in (
     select provider, day from provider_days where day < ${today} - 30 limit $1 for update skip locked
   ) returning provider`,
);

/** How many messages a provider takes in a day, over all workers: reserve, then send. */
@Injectable()
export class DailyBudget {
  constructor(private readonly database: Database) {}

  /** False: the day's share is used up. */
  async reserve(provider: string, { total, keptForCodes }: DailyLimit, purpose: Purpose): Promise<boolean> {
    const kept = total - keptForCodes;
    const values = [provider, ...countsAs(purpose), total, kept, Math.ceil(kept / 2)];
    return (await this.database.run(reserve, values)).length === 1;
  }

  /** For a message that the provider did not take after all. */
  async giveBack(provider: string, purpose: Purpose): Promise<void> {
    await this.database.run(giveBack, [provider, ...countsAs(purpose)]);
  }

  async secondsUntilTomorrow(): Promise<number> {
    return (await this.database.run(untilTomorrow, []))[0]?.seconds ?? 3600;
  }

  async removeOld(limit: number): Promise<number> {
    return (await this.database.run(removeOld, [limit])).length;
  }
}

/** Into which of the narrower counts it goes: that of all but codes, that of notices and the rest. */
const countsAs = (purpose: Purpose) => [purpose === 'code' ? 0 : 1, purpose === 'notice' || purpose === 'other' ? 1 : 0];

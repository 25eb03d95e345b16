import 'reflect-metadata';
import { loadSettings } from '@countersign/config';
import { CryptoSettings, RingDigests } from '@countersign/crypto';
import { DatabaseSettings, withDatabase } from '@countersign/database';
import { StartupFault } from '@countersign/kernel';
import { Logger, LoggingSettings } from '@countersign/observability';
import { AuditSettings } from '../audit.settings';
import { Chain, checkpointFrom, checkpointText } from '../seals/chain';
import type { Checkpoint } from '../seals/seal.statements';
import { VerifyTrail } from '../seals/verify-trail';

const USAGE = `Say what to do:
  npm run audit -- verify [checkpoint]  goes through the sealed trail and names the first event that is not what was sealed
  npm run audit -- checkpoint           prints where the sealed trail ends, signed: keep it elsewhere and give it to verify`;

const ACTIONS: Readonly<Record<string, (trail: VerifyTrail, kept: Checkpoint | null) => Promise<void>>> = {
  async verify(trail, kept) {
    const { first, last, unsealed, fault } = await trail.verify(kept);
    if (fault) throw new StartupFault(fault);
    console.log(last === 0 ? 'Nothing is sealed yet.' : `Positions ${first} to ${last} hold.`, `${unsealed} younger events are not sealed yet.`);
  },

  async checkpoint(trail) {
    const checkpoint = await trail.lastCheckpoint();
    if (!checkpoint) throw new StartupFault('There is no checkpoint yet: the worker makes one a minute after the first event.');
    console.log(checkpointText(checkpoint));
  },
};

async function main([action = '', given, ...more]: readonly string[]): Promise<void> {
  const perform = ACTIONS[action];
  const isUnclear = more.length > 0 || (given !== undefined && action !== 'verify');
  if (!perform || isUnclear) throw new StartupFault(USAGE);
  const kept = given === undefined ? null : checkpointFrom(given);
  if (given !== undefined && !kept) throw new StartupFault('That is no checkpoint: give a line that "npm run audit -- checkpoint" has printed.');
  const all = loadSettings();
  const of = <Settings extends object>(type: new () => Settings) => all.get(type) as Settings;
  const chain = new Chain(new RingDigests(of(CryptoSettings)));
  await withDatabase(of(DatabaseSettings), new Logger(of(LoggingSettings)), (database) =>
    perform(new VerifyTrail(database, chain, of(AuditSettings)), kept),
  );
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error instanceof StartupFault ? error.message : error);
  process.exitCode = 1;
});

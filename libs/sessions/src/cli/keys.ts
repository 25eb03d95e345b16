import 'reflect-metadata';
import { loadSettings } from '@countersign/config';
import { CryptoSettings, Sealer } from '@countersign/crypto';
import { DatabaseSettings, withDatabase } from '@countersign/database';
import { StartupFault } from '@countersign/kernel';
import { Logger, LoggingSettings } from '@countersign/observability';
import { SessionsSettings } from '../sessions.settings';
import { SigningKeys } from '../signing/signing-keys';

/** Twice as long as others may keep the key set, and longer than a process of ours keeps its ring. */
const PUBLISHED_SECONDS = 600;
/** After the last token of a key has ended, for clocks that are slow. */
const GRACE_SECONDS = 60;

const USAGE = `Say what to do:
  npm run keys -- list                  the keys that sign access tokens (ES256), did so, or will
  npm run keys -- rotate [--now]        the next key signs from now on; --now: even if others may not have seen it yet
  npm run keys -- retire [kid] [--now]  forgets previous keys whose tokens have ended; --now: at once, and their tokens with them`;

interface Order {
  readonly keys: SigningKeys;
  readonly accessSeconds: number;
  readonly kid: string | null;
  readonly isNow: boolean;
}

const ACTIONS: Readonly<Record<string, (order: Order) => Promise<void>>> = {
  async list({ keys }) {
    const rows = await keys.list();
    for (const { kid, state, stateSince } of rows) console.log(`${kid}  ${state.padEnd(8)}  since ${stateSince.toISOString()}`);
    if (rows.length === 0) console.log('There are no keys yet: the first api with JWT_ACCESS_ALGORITHM=ES256 makes them.');
  },

  async rotate({ keys, isNow }) {
    const outcome = await keys.rotate(isNow ? 0 : PUBLISHED_SECONDS);
    if (typeof outcome === 'number') {
      throw new StartupFault(`The next key is new: others may not know it for another ${outcome} seconds. Try again then, or say --now.`);
    }
    console.log(`${outcome} signs from now on, in every process within seconds.`);
  },

  async retire({ keys, accessSeconds, kid, isNow }) {
    const seconds = isNow ? 0 : accessSeconds + GRACE_SECONDS;
    const gone = await keys.retire(kid, seconds);
    for (const one of gone) console.log(`${one} is forgotten.`);
    if (gone.length > 0) return;
    const which = kid === null ? 'There is no previous key' : `${kid} is no previous key`;
    console.log(isNow ? `${which}.` : `${which} that has been out of use for ${seconds} seconds.`);
  },
};

async function main([action = '', ...rest]: readonly string[]): Promise<void> {
  const perform = ACTIONS[action];
  const [kid = null, ...more] = rest.filter((arg) => !arg.startsWith('--'));
  const isUnclear = more.length > 0 || (kid !== null && action !== 'retire') || rest.some((arg) => arg.startsWith('--') && arg !== '--now');
  if (!perform || isUnclear) throw new StartupFault(USAGE);
  const all = loadSettings();
  const of = <Settings extends object>(type: new () => Settings) => all.get(type) as Settings;
  const logger = new Logger(of(LoggingSettings));
  await withDatabase(of(DatabaseSettings), logger, async (database) => {
    const keys = new SigningKeys(database, new Sealer(of(CryptoSettings)));
    await perform({ keys, accessSeconds: of(SessionsSettings).JWT_ACCESS_EXPIRY, kid, isNow: rest.includes('--now') });
  });
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error instanceof StartupFault ? error.message : error);
  process.exitCode = 1;
});

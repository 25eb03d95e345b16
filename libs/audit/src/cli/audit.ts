import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '@countersign/config';
import { RingDigests } from '@countersign/crypto';
import { Database, DatabaseModule, statement } from '@countersign/database';
import { StartupFault } from '@countersign/kernel';
import { ObservabilityModule } from '@countersign/observability';
import { checkpointFrom, checkpointText } from '../seals/chain';
import { lastCheckpoint } from '../seals/seal.statements';
import { SealsModule } from '../seals/seals.module';
import { VerifyTrail } from '../seals/verify-trail';

const CONNECT_MILLISECONDS = 10_000;
const ping = statement('audit_ping', 'select 1');

const digests = { global: true, module: class DigestsModule {}, providers: [RingDigests], exports: [RingDigests] };

@Module({ imports: [ConfigModule.forRoot(), ObservabilityModule, DatabaseModule, digests, SealsModule] })
class AuditCommand {}

/** `audit verify [checkpoint]` goes through the sealed trail; `audit checkpoint` prints the last signed end, to be kept elsewhere. */
async function main(action: string | undefined, given: string | undefined): Promise<number> {
  if (action !== 'verify' && action !== 'checkpoint') throw new StartupFault('Say what to do: verify [checkpoint], or checkpoint.');
  const kept = given === undefined ? null : checkpointFrom(given);
  if (given !== undefined && !kept) throw new StartupFault('That is no checkpoint: give a line that "npm run audit -- checkpoint" has printed.');
  const app = await NestFactory.createApplicationContext(AuditCommand, { logger: false, abortOnError: false });
  try {
    await connected(app.get(Database));
    return action === 'verify' ? tell(await app.get(VerifyTrail).verify(kept)) : await show(app.get(Database));
  } finally {
    await app.close();
  }
}

function tell({ first, last, unsealed, fault }: Awaited<ReturnType<VerifyTrail['verify']>>): number {
  if (fault) console.error(fault);
  else console.log(last === 0 ? 'Nothing is sealed yet.' : `Positions ${first} to ${last} hold.`, `${unsealed} younger events are not sealed yet.`);
  return fault ? 1 : 0;
}

async function show(database: Database): Promise<number> {
  const [checkpoint] = await database.run(lastCheckpoint, []);
  if (!checkpoint) throw new StartupFault('There is no checkpoint yet: the worker makes one a minute after the first event.');
  console.log(checkpointText(checkpoint));
  return 0;
}

/** The connection is made beside the start of the application. */
async function connected(database: Database): Promise<void> {
  for (const end = performance.now() + CONNECT_MILLISECONDS; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    try {
      await database.run(ping, []);
      return;
    } catch (error) {
      if (performance.now() > end) throw new StartupFault(`PostgreSQL does not answer: ${(error as Error).message}. Start it, or mend DATABASE_URL.`);
    }
  }
}

main(process.argv[2], process.argv[3]).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error instanceof StartupFault ? error.message : error);
    process.exitCode = 1;
  },
);

import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isEmail } from 'class-validator';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { ConfigModule } from '@countersign/config';
import { CryptoModule } from '@countersign/crypto';
import { DatabaseModule } from '@countersign/database';
import { isProblem, StartupFault } from '@countersign/kernel';
import { ObservabilityModule } from '@countersign/observability';
import { RedisModule } from '@countersign/redis';
import { MakeAdministrator } from '../make-administrator';

const USAGE = `Say what to do:
  npm run admin -- create <email>  makes an administrator and prints a password that is good until it is changed, which the first log-in has to do`;

@Module({
  imports: [ConfigModule.forRoot(), ObservabilityModule, DatabaseModule, RedisModule, CryptoModule, AccountsModule, AuditModule],
  providers: [MakeAdministrator],
})
class CommandModule {}

async function main([action, email = '', ...more]: readonly string[]): Promise<void> {
  if (action !== 'create' || more.length > 0 || !isEmail(email)) throw new StartupFault(USAGE);
  const context = await NestFactory.createApplicationContext(CommandModule, { logger: false, abortOnError: false });
  try {
    const made = await context.get(MakeAdministrator).make(email);
    console.log(`The administrator ${made.email} (${made.username}) logs in with this password and has to change it:\n${made.password}`);
  } finally {
    await context.close();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error instanceof StartupFault || isProblem(error) ? error.message : error);
  process.exitCode = 1;
});

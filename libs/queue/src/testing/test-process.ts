import type { INestApplicationContext, ModuleMetadata, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ConfigModule } from '@countersign/config';
import { DatabaseModule } from '@countersign/database';
import { Logger, ObservabilityModule } from '@countersign/observability';
import { recordingLogger } from '@countersign/observability/testing';
import { RedisModule } from '@countersign/redis';

export interface TestProcess {
  readonly app: INestApplicationContext;
  /** What it logged. */
  readonly lines: Record<string, unknown>[];
}

interface Parts extends ModuleMetadata {
  /** Variables over those of the test run; the first process of a spec file decides for all. */
  readonly environment: Readonly<Record<string, string>>;
  /** Classes to stand in for others, such as a mutant. */
  readonly instead?: readonly (readonly [Type, Type])[];
}

/** A process with the infrastructure of the api and the worker and the given parts, started; for specs on real servers. */
export async function startTestProcess({ environment, instead = [], imports = [], ...parts }: Parts): Promise<TestProcess> {
  Object.assign(process.env, environment);
  const { logger, lines } = recordingLogger('info');
  const infrastructure = [ConfigModule.forRoot(), ObservabilityModule, DatabaseModule, RedisModule];
  const builder = Test.createTestingModule({ imports: [...infrastructure, ...imports], ...parts });
  builder.overrideProvider(Logger).useValue(logger);
  for (const [original, substitute] of instead) builder.overrideProvider(original).useClass(substitute);
  const app = await builder.compile();
  app.useLogger(false);
  await app.init();
  return { app, lines };
}

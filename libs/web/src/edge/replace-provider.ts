import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { StartupFault } from '@countersign/kernel';

/**
 * Puts a provider of an adopter's in the place of one that a lib's module has, wherever it is injected: `replaceProvider(AccountsModule,
 * PasswordRules, CompanyPasswordRules)`, said at the top level of a file, so that it is done before the process is put
 * together. The substitute is made with what the lib's module can inject, and with every settings class.
 *
 * @throws StartupFault when the module has no such provider (any more), or another replacement was first
 */
export function replaceProvider<Original extends object>(
  module: Type,
  original: Type<Original>,
  substitute: Type<Original>,
): void {
  const providers = (Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module) ?? []) as unknown[];
  if (!providers.includes(original)) {
    throw new StartupFault(
      `${substitute.name} cannot replace ${original.name}: ${module.name} does not provide it, or another has replaced it. ` +
        'Look into docs/extending/api-report.md for the name that it has now.',
    );
  }
  const replaced = providers.map((one) => (one === original ? { provide: original, useClass: substitute } : one));
  Reflect.defineMetadata(MODULE_METADATA.PROVIDERS, replaced, module);
}

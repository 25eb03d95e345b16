import { StartupFault } from '@countersign/kernel';
import { faultsIn, readClass } from './load-settings';
import type { SettingsClass } from './registry';
import type { Mode } from './runtime.settings';

/** One settings class from given variables alone, validated like the real thing; for tests and lifted-out libs. */
export function settingsFor<Instance extends object>(
  type: SettingsClass<Instance>,
  environment: Readonly<Record<string, string>> = {},
  mode: Mode = 'test',
): Instance {
  const instance = readClass(type, environment, mode);
  const faults = faultsIn(type, instance, mode);
  if (faults.length > 0) throw new StartupFault(faults.join('\n'));
  return instance;
}

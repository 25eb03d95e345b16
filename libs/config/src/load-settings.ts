import { validateSync } from 'class-validator';
import { StartupFault } from '@countersign/kernel';
import { readEnvironment, textOf, type Environment } from './read-environment';
import { fieldsFor, settingsClasses, type CrossCheck, type SettingField, type SettingsClass } from './registry';
import { Mode } from './runtime.settings';
import { secretFaults } from './secret-faults';

export type LoadedSettings = ReadonlyMap<SettingsClass, object>;

let loaded: { count: number; settings: LoadedSettings } | undefined;

/**
 * Reads and checks every registered settings class, once a process.
 *
 * @throws StartupFault with all faults at once, by name and never by value.
 */
export function loadSettings(): LoadedSettings {
  const count = settingsClasses().length;
  if (loaded?.count !== count) loaded = { count, settings: settingsFrom(readEnvironment()) };
  return loaded.settings;
}

export function settingsFrom(environment: Environment): LoadedSettings {
  const mode = modeOf(environment);
  const settings = new Map<SettingsClass, object>();
  const faults: string[] = [];
  for (const { type } of settingsClasses()) {
    try {
      const instance = readClass(type, environment, mode);
      settings.set(type, instance);
      faults.push(...faultsIn(type, instance, mode));
    } catch (error) {
      if (!(error instanceof StartupFault)) throw error;
      faults.push(error.message);
    }
  }
  if (mode === 'production') faults.push(...secretFaults(settings));
  if (faults.length > 0) throw new StartupFault(sentence(faults));
  return settings;
}

export function readClass<Instance extends object>(
  type: SettingsClass<Instance>,
  environment: Environment,
  mode: Mode,
): Instance {
  const instance = new type();
  for (const { name, parse, defaultFor } of fieldsFor(type)) {
    const text = textOf(environment, name);
    Object.defineProperty(instance, name, { value: text === undefined ? defaultFor(mode) : parse(text), enumerable: true });
  }
  return instance;
}

export function faultsIn(type: SettingsClass, instance: object, mode: Mode): string[] {
  const missing = fieldsFor(type).filter(({ name }) => (instance as Record<string, unknown>)[name] === undefined);
  const isMissing = new Set(missing.map(({ name }) => name));
  const wrong = validateSync(instance).filter(({ property }) => !isMissing.has(property));
  const faults = [
    ...missing.map((field) => `${field.name} is missing. ${remedyFor(field)}`),
    ...wrong.flatMap(({ constraints }) => Object.values(constraints ?? {}).slice(0, 1)).map((message) => `${message}.`),
  ];
  return [...faults, ...crossFaults(instance, mode, faults.length > 0)];
}

/** A cross check counts on values of the right types. Where others are at fault it may not get through; it is asked all the same. */
function crossFaults(instance: object, mode: Mode, mayBreak: boolean): string[] {
  if (!('faults' in instance)) return [];
  try {
    return (instance as CrossCheck).faults(mode);
  } catch (error) {
    if (mayBreak) return [];
    throw error;
  }
}

function remedyFor({ isRandom, why }: SettingField): string {
  return isRandom ? 'Run "npm run secrets" and put its lines into .env.' : `Set it: ${why}`;
}

function modeOf({ NODE_ENV }: Environment): Mode {
  return Mode.all.find((mode) => mode === NODE_ENV) ?? 'production';
}

function sentence(faults: readonly string[]): string {
  return ['The settings are not complete. Mend these in the environment or in .env:', ...faults].join('\n  - ');
}

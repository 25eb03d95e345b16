import { catalogue, entriesOf, StartupFault } from '@countersign/kernel';
import type { Mode } from './runtime.settings';

export type SettingsClass<Instance extends object = object> = new () => Instance;
export type SettingValue = unknown;

/** How one setting is read, and what the docs say of it. The property's name is the variable's name. */
export interface SettingField {
  readonly name: string;
  readonly kind: string;
  /** Why one would change it; a sentence. */
  readonly why: string;
  readonly unit?: string;
  readonly secret?: boolean;
  /** A secret that nobody chooses: "npm run secrets" makes it. */
  readonly isRandom?: boolean;
  /** Of a random secret: what production asks for, in characters. */
  readonly minLength?: number;
  readonly defaultFor: (mode: Mode) => SettingValue;
  /** Text to value; throws a sentence without the value when it cannot be read. */
  readonly parse: (text: string) => SettingValue;
}

export type SettingDoc = Omit<SettingField, 'parse'> & { readonly owner: string };

/** A settings class may check its fields together: each returned sentence is a fault, by name and never by value. */
export interface CrossCheck {
  faults(mode: Mode): string[];
}

interface Registered {
  readonly owner: string;
  readonly type: SettingsClass;
}

const fieldsOf = new WeakMap<object, SettingField[]>();

export function addField(prototype: object, field: SettingField): void {
  const fields = fieldsOf.get(prototype) ?? [];
  fields.push(field);
  fieldsOf.set(prototype, fields);
}

export function fieldsFor(type: SettingsClass): readonly SettingField[] {
  return fieldsOf.get(type.prototype as object) ?? [];
}

/** Registers a lib's settings class when the lib is imported: `@Settings('totp') export class TotpSettings { … }`. */
export function Settings(owner: string): ClassDecorator {
  return (target) => {
    const type = target as unknown as SettingsClass;
    catalogue<Registered>('settings class', target.name, { owner, type });
    for (const field of fieldsFor(type)) catalogue<SettingDoc>('setting', field.name, { owner, ...field });
    if (fieldsFor(type).length === 0) throw new StartupFault(`${target.name} declares no setting: remove the class.`);
  };
}

export function settingsClasses(): Registered[] {
  return [...entriesOf<Registered>('settings class').values()];
}

/** Every setting that the process knows, for docs/settings.md and .env.example. */
export function listSettings(): SettingDoc[] {
  return [...entriesOf<SettingDoc>('setting').values()];
}

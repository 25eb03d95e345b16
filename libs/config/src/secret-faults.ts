import { Secret } from '@countersign/kernel';
import { fieldsFor, type SettingsClass } from './registry';

const PLACEHOLDER = /your[-_ ]|change[-_ ]?me|paste|placeholder|example|<.*>|^(.)\1+$/i;
const REMEDY = 'Run "npm run secrets" for new ones.';

/** Whether a text is one of those that examples and guides put where a secret belongs. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/**
 * What production refuses of random secrets (those with a length): short ones, placeholders and one value under two names.
 * Addresses and passwords that others chose are checked by whoever reads them.
 */
export function secretFaults(settings: ReadonlyMap<SettingsClass, object>): string[] {
  const given = [...settings].flatMap(([type, instance]) => secretFields(type, instance));
  const faults = given.flatMap(({ name, minLength, secret }) => {
    const text = secret.reveal();
    if (isPlaceholder(text)) return [`${name} is a placeholder. ${REMEDY}`];
    return text.length < minLength ? [`${name} is shorter than ${minLength} characters. ${REMEDY}`] : [];
  });
  const names = new Map<string, string[]>();
  const chosen = given.filter(({ secret }) => !isPlaceholder(secret.reveal()));
  for (const { name, secret } of chosen) names.set(secret.reveal(), [...(names.get(secret.reveal()) ?? []), name]);
  const repeated = [...names.values()].filter((same) => same.length > 1);
  return [...faults, ...repeated.map((same) => `${same.join(' and ')} have the same value. ${REMEDY}`)];
}

function secretFields(type: SettingsClass, instance: object) {
  return fieldsFor(type).flatMap(({ name, minLength }) => {
    const secret = (instance as Record<string, unknown>)[name];
    return secret instanceof Secret && minLength !== undefined ? [{ name, minLength, secret }] : [];
  });
}

import { createHash } from 'node:crypto';

const digest = (name) => createHash('sha256').update(`countersign throw-away ${name}`).digest();

/** A form for each kind of name, so that a new setting needs no line here. */
const FORMS = [
  [/_URL$/, () => 'postgresql://countersign@127.0.0.1:5432/countersign_test'],
  [/_(KEYS|PEPPERS)$/, (name) => `k1:${digest(name).toString('base64')}`],
  [/./, (name) => digest(name).toString('hex')],
];

/** Values for all settings that have no default: the same on every machine, and good for nothing but tests. */
export function throwAway(settings, mode) {
  const needed = settings.filter((setting) => setting.defaultFor(mode) === undefined);
  return Object.fromEntries(needed.map(({ name }) => [name, FORMS.find(([form]) => form.test(name))[1](name)]));
}

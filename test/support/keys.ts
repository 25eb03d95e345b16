import type { Client } from './client';
import { expectStatus, register, type Person } from './people';
import type { Suite } from './suite';

/** How a request shows a key. */
export const withKey = (key: string, headers: Readonly<Record<string, string>> = {}) => ({ headers: { 'x-api-key': key, ...headers } });

export interface MadeKey {
  readonly id: string;
  readonly apiKey: string;
  readonly keyPrefix: string;
}

export async function makeKey(api: Client, token: string, input: object = {}): Promise<MadeKey> {
  const reply = await api.post('/api-keys', { name: 'A key', scopes: ['*'], ...input }, { token });
  return expectStatus(reply, 201).body.data;
}

/** An administrator: nothing of the interface makes one. */
export async function administrator(api: Client, suite: Suite): Promise<Person> {
  const person = await register(api);
  await suite.query(`update users set role = 'admin' where id = $1`, [person.id]);
  return person;
}

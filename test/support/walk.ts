import { curlsIn, type CurlRequest } from './curl';
import type { Block } from './readme';

/** `CODE=$(npm run -s totp -- $SECRET)`: the app of whoever has no phone at hand. */
const APP = /^([A-Z_]+)=\$\(npm run -s totp -- \$([A-Z_]+)\)$/m;

export interface Walker {
  /** Answers a request; throws where the page promises otherwise. */
  ask(request: CurlRequest): Promise<object>;
  /** The next code of the app that has the secret. */
  codeOf(secret: string): string;
}

/**
 * Follows a block of a page as its reader does: its lines in their order, and of the answers it keeps what the words of the block
 * say (`TOKEN=data.accessToken`).
 */
export async function follow(block: Block, variables: Record<string, string>, { ask, codeOf }: Walker): Promise<void> {
  const [, name, secret] = APP.exec(block.text) ?? [];
  if (name) variables[name] = codeOf(variables[secret!]!);
  for (const request of curlsIn(block.text.replace(APP, ''), variables)) Object.assign(variables, kept(block, await ask(request)));
}

function kept({ words }: Block, answer: object): Record<string, string> {
  const wanted = words.flatMap((word) => [...word.matchAll(/^([A-Z_]+)=(data\..+)$/g)]);
  const valueAt = (path: string) => path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], answer);
  return Object.fromEntries(wanted.map(([, name, path]) => [name, String(valueAt(path!))]));
}

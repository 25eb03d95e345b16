import type { CodeKey } from './codes/code.repository';

/** What delivery keeps with a message, in clear, and hands back with its receipt: one reference a code that replaces another. */
export const referenceOf = ({ methodId, contextId }: CodeKey): string => `${methodId}/${contextId === methodId ? 'setup' : contextId}`;

/** Which code a reference is about; of another lib's the ids are none. */
export function codeOf(reference: string): CodeKey {
  const [methodId = '', context = ''] = reference.split('/');
  return { methodId, contextId: context === 'setup' ? methodId : context };
}

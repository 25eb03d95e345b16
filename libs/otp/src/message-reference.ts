import type { CodeKey } from './codes/code.repository';

/** What delivery keeps with a message, in clear, and hands back with its receipt: one reference a code that replaces another. */
export const referenceOf = ({ methodId, contextId }: CodeKey): string => `${methodId}/${contextId === methodId ? 'setup' : contextId}`;

/** The id of the method that a reference is about. */
export const methodOf = (reference: string): string => reference.split('/')[0] ?? '';

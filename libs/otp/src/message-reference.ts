import type { ChallengeRef, MethodRef } from '@countersign/factors';

/** What delivery keeps with a message, in clear, and hands back with its receipt: one reference a code that replaces another. */
export const referenceOf = ({ id }: MethodRef, challenge: ChallengeRef | null): string => `${id}/${challenge?.id ?? 'setup'}`;

/** The id of the method that a reference is about. */
export const methodOf = (reference: string): string => reference.split('/')[0] ?? '';

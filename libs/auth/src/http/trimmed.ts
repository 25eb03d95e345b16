import { Transform } from 'class-transformer';

/** Spaces around a name are a slip of the keyboard. Whatever is no text stays what it is, to be refused. */
export const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

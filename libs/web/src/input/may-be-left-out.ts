import { ValidateIf } from 'class-validator';

/**
 * A member that a client may leave out. Unlike `@IsOptional()` it does not let `null` pass, which would reach code that
 * was promised a text: null is refused by the member's own rules.
 */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

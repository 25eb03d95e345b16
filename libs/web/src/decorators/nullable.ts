import { ValidateIf } from 'class-validator';

/** A member that is always there and may be null. (`@MayBeLeftOut()` says that it may be left out.) */
export const Nullable = (): PropertyDecorator => ValidateIf((_object, value) => value !== null);

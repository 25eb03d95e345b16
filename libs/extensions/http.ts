import type { DynamicModule, Type } from '@nestjs/common';

/** Modules of your own in the api: factors, policies, controllers, replacements. One line each. */
export const apiExtensions: (Type | DynamicModule)[] = [];

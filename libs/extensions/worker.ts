import type { DynamicModule, Type } from '@nestjs/common';

/** Modules of your own in the worker: listeners, channels, processors. One line each. */
export const workerExtensions: (Type | DynamicModule)[] = [];

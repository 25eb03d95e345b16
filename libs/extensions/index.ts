import type { DynamicModule, Type } from '@nestjs/common';

type Extension = Type | DynamicModule;

/** Modules of your own in the api: factors, policies, controllers. One line each. */
export const apiExtensions: Extension[] = [];

/** Modules of your own in the worker: channels, listeners, processors. One line each. */
export const workerExtensions: Extension[] = [];

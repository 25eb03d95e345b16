import { applyDecorators, Injectable } from '@nestjs/common';
import { markedWith } from '@countersign/kernel';
import type { RecordedEvent } from '../recorded-event';

/**
 * Hears of security events, in the worker, at least once each and in no certain order. When one listener throws, all that
 * handle the event hear of it again later, so every listener must be idempotent: what it writes is keyed by `event.id`.
 */
export interface SecurityEventListener {
  /** Unique in the process; named in the log when the listener fails. */
  readonly name: string;
  handles(type: string): boolean;
  on(event: RecordedEvent): Promise<void>;
}

export const LISTENER = Symbol('countersign:security-event-listener');

/** Marks a provider of the worker that implements SecurityEventListener. */
export function OnSecurityEvent(): ClassDecorator {
  return applyDecorators(Injectable(), markedWith(LISTENER));
}

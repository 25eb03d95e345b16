import { Injectable, type LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type DestinationStream, type Level } from 'pino';
import { defineMetrics } from '../metrics/define-metrics';
import { redact } from './redact';
import type { LoggingSettings } from './logging.settings';

type Fields = Readonly<Record<string, unknown>>;

const metrics = defineMetrics('observability', {
  slow: {
    name: 'countersign_slow_operations_total',
    kind: 'counter',
    help: 'What took longer than SLOW_OPERATION_MS; each is a warning in the log that says where the time went',
    labels: { kind: 'request, hash, statement or job' },
  },
});

/**
 * One JSON line per call on stdout, redacted by path. Ours: `logger.warn({ method, ms }, 'a slow request')`, or a text alone.
 * Nest's own calls `(message, stack?, context?)` are understood too; its start-up chatter is written at `debug`.
 */
@Injectable()
export class Logger implements LoggerService {
  private readonly pino;
  private readonly slowMs: number;

  constructor({ LOG_LEVEL, SLOW_OPERATION_MS }: LoggingSettings, destination?: DestinationStream) {
    this.slowMs = SLOW_OPERATION_MS;
    const options = {
      level: LOG_LEVEL,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level: string) => ({ level }), log: (fields: object) => redact(fields) as Record<string, unknown> },
      serializers: { err: (error: unknown) => error },
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  info(what: unknown, ...rest: unknown[]): void {
    this.write('info', what, rest);
  }

  warn(what: unknown, ...rest: unknown[]): void {
    this.write('warn', what, rest);
  }

  /**
   * One warning of a request, hash, statement or job that took longer than SLOW_OPERATION_MS, with what explains it (never
   * values): `logger.slow('statement', ms, () => ({ statement: name }))`.
   *
   * @returns whether it was slow.
   */
  slow(kind: 'request' | 'hash' | 'statement' | 'job', ms: number, facts: () => Fields): boolean {
    if (ms <= this.slowMs) return false;
    metrics.slow.count({ kind });
    this.warn({ ...facts(), ms: Math.round(ms) }, `slow ${kind}`);
    return true;
  }

  error(what: unknown, ...rest: unknown[]): void {
    this.write('error', what, rest);
  }

  fatal(what: unknown, ...rest: unknown[]): void {
    this.write('fatal', what, rest);
  }

  debug(what: unknown, ...rest: unknown[]): void {
    this.write('debug', what, rest);
  }

  verbose(what: unknown, ...rest: unknown[]): void {
    this.write('trace', what, rest);
  }

  /** What Nest says of itself. */
  log(what: unknown, ...rest: unknown[]): void {
    this.write('debug', what, rest);
  }

  private write(level: Level, what: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    if (what instanceof Error) return this.pino[level]({ err: what, ...contextOf(rest) }, what.message);
    if (typeof what === 'object' && what !== null) return this.pino[level](what as Fields, textOf(rest));
    this.pino[level](contextOf(rest), String(what));
  }
}

function textOf([message]: readonly unknown[]): string | undefined {
  return typeof message === 'string' ? message : undefined;
}

/** Nest's further arguments: the last text is the context, one with line breaks before it a stack. */
function contextOf(rest: readonly unknown[]): Fields {
  const texts = rest.filter((item): item is string => typeof item === 'string');
  const stack = texts.find((text) => text.includes('\n'));
  const context = texts.findLast((text) => text !== stack);
  return { ...(context !== undefined && { context }), ...(stack !== undefined && { stack }) };
}

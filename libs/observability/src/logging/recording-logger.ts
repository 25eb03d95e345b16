import { settingsFor } from '@countersign/config/testing';
import { Logger } from './logger';
import { LoggingSettings } from './logging.settings';

type Recording = { logger: Logger; lines: Record<string, unknown>[] };

/** A real logger that keeps its lines instead of writing them. */
export function recordingLogger(level = 'trace', variables: Readonly<Record<string, string>> = {}): Recording {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { logger: new Logger(settingsFor(LoggingSettings, { LOG_LEVEL: level, ...variables }), { write }), lines };
}

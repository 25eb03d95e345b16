import type { AuditEvent } from './audit.dto';

export interface ExportFormat {
  readonly mediaType: string;
  readonly extension: string;
  readonly head: string;
  /** With the line break at its end. */
  line(event: AuditEvent): string;
}

const COLUMNS = ['id', 'occurredAt', 'type', 'title', 'userId', 'sessionId', 'ipAddress', 'userAgent', 'requestId', 'reason', 'data'] as const;

/** NDJSON, and CSV after RFC 4180. */
export const EXPORTS: Readonly<Record<'ndjson' | 'csv', ExportFormat>> = {
  ndjson: { mediaType: 'application/x-ndjson; charset=utf-8', extension: 'ndjson', head: '', line: (event) => `${JSON.stringify(event)}\n` },
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', extension: 'csv', head: row([...COLUMNS]), line: (event) => row(COLUMNS.map((name) => text(event[name]))) },
};

function text(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/**
 * Every cell in quotes. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection): a
 * user agent is whatever its sender wants it to be.
 */
function cell(content: string): string {
  const safe = /^[=+\-@\t\r\n|]/.test(content.trimStart()) || /^[\t\r\n]/.test(content) ? `'${content}` : content;
  return `"${safe.replaceAll('"', '""')}"`;
}

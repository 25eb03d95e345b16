const MAX_LENGTH = 300;

/** What may be kept of an error: servers quote addresses, numbers and codes in theirs (`550 <jo@example.com> unknown`). */
export function describeFailure(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const masked = text
    .replace(/[^\s<>"',;:()]+@[^\s<>"',;:()]+/g, '[address]')
    .replace(/\+?\d[\d\s().-]{4,}\d/g, '[number]')
    .replace(/[A-Za-z0-9_-]{32,}/g, '[text]');
  return masked.replaceAll('\0', '').slice(0, MAX_LENGTH);
}

import { isIP } from 'node:net';
import { escapeHtml, type EventNotice, type Origin } from '@countersign/kernel';
import { describeDevice } from './describe-device';

export interface NoticeFacts {
  readonly brand: string;
  readonly username: string | null;
  readonly occurredAt: Date;
  readonly origin: Origin;
  /** The event's own facts. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface WrittenNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A notice as plain text and as HTML that says the same. */
export function writeNotice(notice: EventNotice, { brand, username, occurredAt, origin, data = {} }: NoticeFacts): WrittenNotice {
  const greeting = username ? `Hello ${username},` : 'Hello,';
  const facts: readonly [string, string][] = [
    ['When', `${occurredAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`],
    ['From the address', origin.ipAddress && isIP(origin.ipAddress) ? origin.ipAddress : 'unknown'],
    ['With', describeDevice(origin.userAgent)],
  ];
  const paragraphs = ['If this was you, there is nothing to do.', notice.unexpected(brand)];
  const happened = notice.happened(brand, data);
  const table = facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  const text = `${[greeting, happened, table, ...paragraphs, brand].join('\n\n')}\n`;
  return { subject: notice.subject(brand, data), text, html: pageOf([greeting, happened], facts, [...paragraphs, brand]) };
}

function pageOf(before: readonly string[], facts: readonly [string, string][], after: readonly string[]): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  const cell = (text: string) => `<td style="padding:2px 16px 2px 0">${escapeHtml(text)}</td>`;
  const rows = facts.map((pair) => `<tr>${pair.map(cell).join('')}</tr>`);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"></head>',
    '<body style="font:16px/1.5 sans-serif;max-width:36em;margin:0 auto;padding:16px">',
    ...before.map(paragraph),
    `<table style="border-collapse:collapse">${rows.join('')}</table>`,
    ...after.map(paragraph),
    '</body></html>\n',
  ].join('\n');
}

import { escapeHtml } from '@countersign/kernel';

/** A part of a mail. All texts are plain: `composeMail` escapes them. */
export type MailPart =
  | string
  /** Names and values, one a line. */
  | { readonly facts: readonly (readonly [name: string, value: string])[] }
  /** What is to be typed elsewhere, shown large. */
  | { readonly code: string }
  | { readonly link: string; readonly label: string };

export interface MailContent {
  readonly subject: string;
  readonly parts: readonly MailPart[];
  /** Language of the texts (BCP 47), for screen readers. */
  readonly language: string;
}

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const PAGE = 'font:16px/1.5 sans-serif;max-width:36em;margin:0 auto;padding:16px';
const BUTTON = 'display:inline-block;padding:10px 18px;background:#1f4e8c;color:#ffffff;text-decoration:none;border-radius:4px';

/** A mail as plain text and as HTML that says the same, without pictures, scripts or anything from elsewhere. */
export function composeMail({ subject, parts, language }: MailContent): WrittenMail {
  const html = [
    `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8"></head>`,
    `<body style="${PAGE}">`,
    ...parts.map(htmlOf),
    '</body></html>\n',
  ];
  return { subject: oneLine(subject), text: `${parts.map(textOf).join('\n\n')}\n`, html: html.join('\n') };
}

function textOf(part: MailPart): string {
  if (typeof part === 'string') return part;
  if ('facts' in part) return part.facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  if ('code' in part) return part.code;
  return `${part.label}:\n${part.link}`;
}

function htmlOf(part: MailPart): string {
  if (typeof part === 'string') return `<p>${escapeHtml(part)}</p>`;
  if ('facts' in part) return tableOf(part.facts);
  if ('code' in part) return `<p style="font:bold 28px/1.5 monospace;letter-spacing:4px">${escapeHtml(part.code)}</p>`;
  const [address, label] = [escapeHtml(part.link), escapeHtml(part.label)];
  return `<p><a href="${address}" style="${BUTTON}">${label}</a></p>\n<p style="overflow-wrap:anywhere"><a href="${address}">${address}</a></p>`;
}

function tableOf(facts: readonly (readonly [string, string])[]): string {
  const cell = (text: string) => `<td style="padding:2px 16px 2px 0">${escapeHtml(text)}</td>`;
  const rows = facts.map((pair) => `<tr>${pair.map(cell).join('')}</tr>`);
  return `<table style="border-collapse:collapse">${rows.join('')}</table>`;
}

/** A line break in a subject would begin a header of its own (RFC 5322 §2.2). */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

import { createHash } from 'node:crypto';
import { escapeHtml } from '@countersign/kernel';
import { hiddenValue } from './hidden-columns';
import type { StudioColumn, StudioRow, StudioTable, Wanted } from './studio-reader';

/** The look of the development inbox. */
const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 92rem; color: #1c1c1c; background: #fff }
  h1 { font-size: 1.4rem } h2 { font-size: 1.05rem } p.facts, th span { color: #555; font-weight: normal; margin: 0 0 .75rem }
  div { overflow-x: auto } table { border-collapse: collapse; font-size: .875rem }
  th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #d0d0d0 }
  td { max-width: 24rem; overflow-wrap: anywhere } th span { display: block; font-size: .8rem; margin: 0 }
  i { color: #8a5a00 } input { width: 7rem; font: inherit } a { color: inherit }
  @media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #181818 } p.facts, th span { color: #aaa } i { color: #e0b060 } }`;

/** Nothing but these pages' own style and form: no script, no picture, no frame, nothing from elsewhere. */
export const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const MOST_SHOWN = 1_000;

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${body}</body></html>
`;
}

export const sentencePage = (title: string, sentence: string) => page(title, `<p>${escapeHtml(sentence)}</p>\n`);

/** Every table with its columns. */
export function tablesPage(tables: readonly StudioTable[], counts: ReadonlyMap<string, string>): string {
  const rows = tables.map((table) => {
    const columns = table.columns.map(({ name, hidden }) => (hidden ? `<i>${escapeHtml(name)}</i>` : escapeHtml(name))).join(', ');
    return `<tr><td><a href="${linkTo(table.name)}">${escapeHtml(table.name)}</a>${table.isView ? ' (view)' : ''}</td><td>${counts.get(table.name) ?? ''}</td><td>${columns}</td></tr>`;
  });
  const head = '<tr><th>Table</th><th>Rows</th><th>Columns (values of the marked ones are never shown)</th></tr>';
  return page('Database', `<p class="facts">Read only.</p>\n<div><table>${head}${rows.join('\n')}</table></div>\n`);
}

export function rowsPage(wanted: Wanted, rows: readonly StudioRow[], hasMore: boolean): string {
  const { table, filters } = wanted;
  const names = table.columns.map((column) => `<th>${escapeHtml(column.name)}<span>${aboutColumn(column)}</span></th>`).join('');
  const inputs = table.columns.map((column) => `<th>${filterFor(column, filters)}</th>`).join('');
  const body = rows.map((row) => `<tr>${table.columns.map((column) => `<td>${cell(column, row[column.name])}</td>`).join('')}</tr>`);
  const help = 'A filter finds what contains it; =text finds exactly that, null and !null what is missing or there.';
  return page(
    table.name,
    `<p class="facts"><a href="/">All tables</a> · ${help}</p>
<form><div><table><tr>${names}</tr><tr>${inputs}</tr>
${body.join('\n')}</table></div>
<p><button>Filter</button> ${rows.length === 0 ? 'No rows.' : ''} ${pagesOf(wanted, hasMore)}</p></form>
`,
  );
}

export const linkTo = (table: string) => `/table/${encodeURIComponent(table)}`;
/** Prefixed, so that a column named `page` is no trouble. */
export const FILTER_PREFIX = 'f_';
/** JSON may hold what its column's name does not tell: it is shown as far as its values may be, and not searched. */
export const mayFilter = ({ type, hidden }: StudioColumn) => hidden === undefined && !type.startsWith('json');

function aboutColumn({ type, isPrimary, isRequired }: StudioColumn): string {
  return [escapeHtml(type), isPrimary ? 'key' : '', isRequired ? '' : 'may be null'].filter(Boolean).join(', ');
}

function filterFor(column: StudioColumn, filters: Wanted['filters']): string {
  if (!mayFilter(column)) return '';
  const name = escapeHtml(`${FILTER_PREFIX}${column.name}`);
  return `<input name="${name}" aria-label="${escapeHtml(column.name)}" value="${escapeHtml(filters.get(column.name) ?? '')}">`;
}

function cell({ hidden }: StudioColumn, value: StudioRow[string] | undefined): string {
  if (value === null || value === undefined || value === false) return '<i>null</i>';
  if (hidden || value === true) return `<i>${hidden ?? 'hidden'}</i>`;
  const byForm = hiddenValue(value);
  if (byForm) return `<i>${byForm}</i>`;
  return escapeHtml(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value);
}

function pagesOf({ table, filters, page: number }: Wanted, hasMore: boolean): string {
  const link = (page: number, words: string) => {
    const query = new URLSearchParams([...filters].map(([name, value]) => [`${FILTER_PREFIX}${name}`, value] as [string, string]));
    query.set('page', String(page));
    return `<a href="${linkTo(table.name)}?${escapeHtml(query.toString())}">${words}</a>`;
  };
  return [number > 1 ? link(number - 1, 'Newer') : '', `Page ${number}`, hasMore ? link(number + 1, 'Older') : ''].join(' ');
}

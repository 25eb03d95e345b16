import { escapeHtml } from '@countersign/kernel';
import type { InboxMessage } from './dev-inbox.dto';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff }
  article { border: 1px solid #d0d0d0; border-radius: 6px; padding: 1rem; margin: 1rem 0 }
  h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin: 0 0 .25rem }
  p.facts { color: #555; margin: 0 0 .75rem; overflow-wrap: anywhere }
  pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
  iframe { width: 100%; height: 24rem; border: 1px solid #d0d0d0; margin-top: .5rem }
  @media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #181818 } p.facts { color: #aaa } }`;

/** The inbox as a page: no script, every text escaped, an HTML mail in a sandboxed frame. */
export function inboxPage(messages: readonly InboxMessage[], to?: string): string {
  const shown = messages.map(article).join('') || `<p>No message${to ? ' to this address' : ''} yet. The worker puts them here.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Development inbox</title><style>${STYLE}</style></head>
<body><h1>Development inbox</h1>
<form><label>To <input name="to" value="${escapeHtml(to ?? '')}"></label> <button>Show</button></form>
${shown}</body></html>
`;
}

function article({ channel, to, subject, text, html, createdAt }: InboxMessage): string {
  const frame = html && `<details><summary>As HTML</summary><iframe sandbox title="HTML" srcdoc="${escapeHtml(html)}"></iframe></details>`;
  return `<article><h2>${escapeHtml(subject ?? text.slice(0, 60))}</h2>
<p class="facts">${escapeHtml(channel)} to ${escapeHtml(to)} · <time>${escapeHtml(createdAt)}</time></p>
<pre>${escapeHtml(text)}</pre>${frame ?? ''}</article>
`;
}

import { bold, dim } from './colours.mjs';

const LONG = 46;

/** A client that keeps cookies and prints what it asks and what it gets, for a person to read. */
export function openBrowser(apiUrl) {
  const cookies = new Map();
  return async function ask(method, path, { body, token, expected = 200 } = {}) {
    console.log(`\n  ${bold(`${method} ${path}`)}${body ? ` ${dim(short(body))}` : ''}`);
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(20_000),
      headers: {
        'user-agent': 'Countersign demo',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      },
      body: body && JSON.stringify(body),
    });
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
    const answer = await response.json();
    console.log(`  ${response.status} ${dim(short(answer.data ?? answer))}`);
    if (response.status !== expected) throw new Error(`${method} ${path} answered ${response.status}, not ${expected}: ${JSON.stringify(answer)}`);
    return answer.data ?? answer;
  };
}

function keep(cookies, header) {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(header);
  if (value === '' || /max-age=0/i.test(header)) cookies.delete(name);
  else cookies.set(name, value);
}

/** One line; long texts are cut, since tokens and pictures are of no use to a reader. */
function short(value) {
  const shown = JSON.stringify(value, (_key, one) =>
    typeof one === 'string' && one.length > LONG ? `${one.slice(0, LONG - 8)}… (${one.length})` : one,
  );
  return shown.length > 600 ? `${shown.slice(0, 600)}…` : shown;
}

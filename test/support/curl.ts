/** A request as a curl line of the docs says it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A word, or the end of a command: a line's end outside quotes. */
const PART = /(?:'[^']*'|"[^"]*"|[^\s'"])+|\n/g;

/** Reads the curl commands of a block, as far as our pages use curl: -X, -H, -d, -i, -s. Anything else is an error here. */
export function curlsIn(text: string, variables: Readonly<Record<string, string>> = {}): CurlRequest[] {
  const commands: string[][] = [[]];
  for (const part of text.replace(/\\\n/g, ' ').replace(/^#.*$/gm, '').match(PART) ?? []) {
    if (part === '\n') commands.push([]);
    else commands.at(-1)!.push(wordOf(part, variables));
  }
  return commands.filter((words) => words.length > 0).map(curlIn);
}

function curlIn([command, ...rest]: readonly string[]): CurlRequest {
  if (command !== 'curl') throw new Error(`A walk has curl lines only, not: ${command}`);
  const headers: Record<string, string> = {};
  let method: string | undefined;
  let url = '';
  let body: string | undefined;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at]!;
    if (word === '-X') method = rest[(at += 1)];
    else if (word === '-d') body = rest[(at += 1)];
    else if (word === '-H') {
      const [, name = '', value = ''] = /^([^:]+): *(.*)$/.exec(rest[(at += 1)] ?? '') ?? [];
      headers[name] = value;
    } else if (word.startsWith('http')) url = word;
    else if (word !== '-s' && word !== '-i') throw new Error(`curl is used with a word that the tests do not know: ${word}`);
  }
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url, headers, body };
}

/** A word as sh reads it: quotes joined, `$NAME` replaced outside single quotes. */
function wordOf(word: string, variables: Readonly<Record<string, string>>): string {
  const replaced = (text: string) => text.replace(/\$([A-Z_]+)/g, (_, name: string) => variables[name] ?? missing(name));
  return (word.match(/'[^']*'|"[^"]*"|[^'"]+/g) ?? [])
    .map((part) => (part.startsWith("'") ? part.slice(1, -1) : replaced(part.startsWith('"') ? part.slice(1, -1) : part)))
    .join('');
}

function missing(name: string): never {
  throw new Error(`$${name} is used before a block says where it comes from`);
}

import fs from 'node:fs';

const LAST_BYTES = 64 * 1024;

/** What was written to a log since `from`, at most its last 64 KiB. */
export function readSince(file, from = 0) {
  if (!fs.existsSync(file)) return '';
  const size = fs.statSync(file).size;
  const start = Math.max(from, size - LAST_BYTES);
  const buffer = Buffer.alloc(Math.max(0, size - start));
  const descriptor = fs.openSync(file, 'r');
  fs.readSync(descriptor, buffer, 0, buffer.length, start);
  fs.closeSync(descriptor);
  return buffer.toString();
}

/** The line of a log that says best why a server ended: the last grave one, else the last one. JSON lines give `msg`. */
export function reasonIn(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  const grave = lines.filter((line) => /FATAL|PANIC|"level":(50|60)|"level":"(error|fatal)"|Error:|\bERROR\b/.test(line));
  return readable(grave.at(-1) ?? lines.at(-1) ?? 'it wrote nothing').slice(0, 500);
}

function readable(line) {
  if (!line.startsWith('{')) return line;
  try {
    const { msg, message, err } = JSON.parse(line);
    return [msg ?? message, err?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}

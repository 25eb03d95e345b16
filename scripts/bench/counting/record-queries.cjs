// Loaded before an api (`node --require`): writes each statement that it sends to PostgreSQL to the file that RECORD_QUERIES
// names, one a line, before whoever asked hears of its answer.
const fs = require('node:fs');
const v8 = require('node:v8');
const pg = require('pg');

const file = process.env.RECORD_QUERIES;
const ask = pg.Client.prototype.query;

pg.Client.prototype.query = function query(asked, values, ...rest) {
  const answer = ask.call(this, asked, values, ...rest);
  if (typeof answer?.then !== 'function') return answer;
  return answer.then((result) => {
    const config = typeof asked === 'string' ? { text: asked, values } : asked;
    const given = config.values ?? values ?? [];
    const entry = { name: config.name, text: config.text, values: given, rows: result.rows ?? [], rowCount: result.rowCount ?? null };
    fs.appendFileSync(file, `${v8.serialize(entry).toString('base64')}\n`);
    return result;
  });
};

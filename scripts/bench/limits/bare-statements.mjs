import pg from 'pg';

// The smallest program that asks PostgreSQL the same: the statements of each request, with the connections of the service's pool.
// A process of its own; told what to do by messages.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
let recipes = [];

process.on('disconnect', () => process.exit());
process.on('message', async ({ prepare, pass }) => {
  if (prepare) recipes = prepare;
  process.send(pass ? { ms: await perform(pass) } : {});
});

async function perform({ inFlight }) {
  const left = [...recipes];
  const began = performance.now();
  const worker = async () => {
    for (let recipe = left.pop(); recipe; recipe = left.pop()) await cook(recipe);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return performance.now() - began;
}

async function cook(units) {
  const answers = [];
  for (const unit of units) {
    const client = await pool.connect();
    for (const step of unit) answers.push(await ask(client, step, answers));
    client.release();
  }
}

async function ask(client, { name, text, values, rowCount }, answers) {
  const given = values.map((value) => ('is' in value ? value.is : answers[value.step].rows[value.row][value.column]));
  const answer = await client.query({ name, text, values: given });
  if (answer.rowCount === rowCount) return answer;
  throw new Error(`${name ?? text} touched ${answer.rowCount} rows, and ${rowCount} for the service`);
}

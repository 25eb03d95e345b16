import { startCountingApi } from '../counting/counting-api.mjs';
import { costsOf } from '../counting/costs.mjs';
import { recipeOf } from '../counting/recipe.mjs';
import { startBareStatements } from '../limits/bare-statements-process.mjs';
import { eachOnce, inPasses } from '../load.mjs';
import { reviveSessions } from '../people.mjs';
import { alternate } from '../rounds.mjs';

const IN_FLIGHT = 32;

/** P3: the second request of a log-in, against the statements that it takes. */
export async function verifications(bench) {
  const { enrolled, query, call, log } = bench;
  log('P3: a log-in of each, up to the question for the code');
  const tokens = new Map();
  const ask = async (person) => {
    const { data } = await call('POST', '/api/auth/login', { body: { emailOrUsername: person.name, password: person.password } });
    tokens.set(person, data.tempToken);
  };
  await eachOnce({ inFlight: IN_FLIGHT, items: enrolled, once: ask });
  const ids = (await query('select id from users where username_key = any ($1)', [enrolled.map(({ name }) => name)])).map(({ id }) => id);
  // What a question takes once is made good again: question, code and what came of the answer.
  const reset = async () => {
    await query(`update challenges set consumed_at = null, attempts = 0, expires_at = now() + interval '5 minutes' where user_id = any ($1)`, [ids]);
    await query('update totp_secrets set last_used_step = 0 where user_id = any ($1)', [ids]);
    await query('delete from sessions where user_id = any ($1)', [ids]);
  };
  const request = (caller, person) => {
    const code = person.app.codeAt(person.app.step());
    return caller('POST', '/api/2fa/verify', { body: { tempToken: tokens.get(person), code } });
  };
  return againstStatements(bench, { id: 'P3', what: `POST /2fa/verify with TOTP, ${IN_FLIGHT} in flight`, people: enrolled, request, reset });
}

/** P4: a refresh, against its statement. */
export async function refreshes(bench) {
  const { people, query } = bench;
  await reviveSessions(query);
  const known = (await query('select digest from refresh_tokens')).map(({ digest }) => digest);
  // The token of each is unspent again, and its successor, which is always the same, forgotten.
  const reset = async () => {
    await query('delete from refresh_tokens where digest <> all ($1)', [known]);
    await query('update refresh_tokens set spent_at = null where spent_at is not null');
    await query('update sessions set refresh_count = 0 where refresh_count > 0');
  };
  const request = (caller, { refreshToken }) => caller('POST', '/api/auth/refresh', { body: { refreshToken } });
  return againstStatements(bench, { id: 'P4', what: `POST /auth/refresh, ${IN_FLIGHT} in flight`, people, request, reset });
}

/** Each of the people asks once a pass; the bare program then asks PostgreSQL the very same, with the same values. */
async function againstStatements(bench, { id, what, people, request, reset }) {
  const { seconds, call, rounds, databaseUrl, query } = bench;
  await reset();
  const costs = await costsOf(bench, (caller, index) => request(caller, people[index]));
  await reset();
  const recipes = await recipesOf(bench, people, request);
  const messages = idsIn(recipes);
  const begin = async () => {
    await reset();
    await query('delete from outbox where id = any ($1)', [messages]);
  };
  const bare = await startBareStatements(databaseUrl, recipes);
  const once = (person) => request(call, person);
  try {
    return await alternate({
      ...{ id, what, aim: 0.5, ...rounds, costs },
      limit: async () => (await inPasses({ seconds, reset: begin, pass: () => bare.pass(IN_FLIGHT) })).perSecond,
      product: () => inPasses({ seconds, reset: begin, pass: () => eachOnce({ inFlight: IN_FLIGHT, items: people, once }) }),
    });
  } finally {
    bare.stop();
    // Or what the last pass has spent would look like a theft to whoever uses it next.
    await begin();
  }
}

/** Whatever the values name by a UUID: among them the messages, which cannot be written twice. */
function idsIn(recipes) {
  const values = recipes.flat(2).flatMap(({ values }) => values.flatMap((value) => ('is' in value ? [value.is] : [])));
  return [...new Set(JSON.stringify(values).match(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g))];
}

async function recipesOf({ stack, log }, people, request) {
  const counting = await startCountingApi(stack);
  const recipes = [];
  try {
    for (const person of people) recipes.push(recipeOf(await counting.recorded(() => request(counting.call, person))));
  } finally {
    await counting.stop();
  }
  log(`recorded the statements of ${people.length} requests`);
  return recipes;
}

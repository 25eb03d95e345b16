import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Fault } from '../../lib/fault.mjs';
import { WORKSPACE } from '../../lib/paths.mjs';
import { patiently } from '../../lib/progress.mjs';
import { startStack } from '../../lib/stack.mjs';
import { openStrictCaller } from '../load.mjs';
import { makePeople } from '../people.mjs';
import { openQuery, SETTINGS } from '../stage.mjs';

const FILL = path.join(import.meta.dirname, 'fill.sql');
/** What a user with all that belongs to it and an event take on the disk, indexes included; and as much again for the log of writes. */
const BYTES = { user: 4500, event: 700 };
const LIMIT_SECONDS = 7200;
const PEOPLE = 20;

/**
 * The api on a database with so many users, whose data stay for the next run. Without a worker, which would seal and clear for hours
 * what was made at once.
 *
 * @param {{ users: number, events: number, wishes: object, log: (line: string) => void, undo: (() => unknown)[] }} options `events`: of
 *   each user
 */
export async function openSize({ users, events, wishes, log, undo }) {
  const dataDir = path.join(WORKSPACE, `bench-growth-${users}-${users * events}`);
  const isNew = !fs.existsSync(dataDir);
  if (isNew) refuseWithoutRoom(users * (BYTES.user + events * BYTES.event) * 2);
  const extraEnv = { ...SETTINGS, ARGON2_MEMORY_COST: String(wishes.memoryCost) };
  const stack = await startStack({ purpose: 'growth', dataDir, log, extraEnv, services: ['api'] });
  undo.push(stack.stop);
  const query = openQuery(stack.databaseUrl, undo);
  await fill({ databaseUrl: stack.databaseUrl, query, users, events, log });
  const { call, close } = openStrictCaller(stack.apiUrl);
  undo.push(close);
  const people = await makePeople(call, PEOPLE, { withApp: false });
  const enrolled = await makePeople(call, PEOPLE, { withApp: true });
  const [admin] = await makePeople(call, 1, { withApp: false });
  await query(`update users set role = 'admin' where username_key = $1`, [admin.name]);
  return { users, stack, query, call, people, enrolled, admin };
}

/** All or nothing, in one transaction. */
async function fill({ databaseUrl, query, users, events, log }) {
  const [{ count }] = await query(`select count(*)::int as count from users where username_key like 'person%'`);
  if (count === users) return;
  if (count > 0) throw new Fault(`${count} made users stand where ${users} shall: remove .data/bench-growth-*.`);
  log(`making ${users} users and ${users * events} events`);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const work = async () => {
    // Nothing that is made lacks what it refers to.
    await client.query(`set session_replication_role = replica; set growth.users = ${users}; set growth.events = ${events}`);
    await client.query(fs.readFileSync(FILL, 'utf8'));
    await client.query('vacuum analyze');
  };
  try {
    await patiently({ log, doing: `making ${users} users`, limitSeconds: LIMIT_SECONDS, remedy: 'ask for fewer with --users' }, work());
  } finally {
    await client.end();
  }
}

function refuseWithoutRoom(bytes) {
  const { bavail, bsize } = fs.statfsSync(WORKSPACE);
  const gib = (value) => (value / 2 ** 30).toFixed(1);
  if (bavail * bsize < bytes) throw new Fault(`So many users take ${gib(bytes)} GiB, and ${gib(bavail * bsize)} are free: ask for fewer with --users and --events.`);
}

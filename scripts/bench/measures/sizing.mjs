import os from 'node:os';
import { median, spread } from '../../lib/load/statistics.mjs';
import { closedLoop, openStrictCaller } from '../load.mjs';
import { usageOf } from '../machine/processes.mjs';
import { logIn, makePeople } from '../people.mjs';

/** KiB, with two passes and one lane: the floor of OWASP, the default in production, and twice that. */
const SETTINGS = [19_456, 65_536, 131_072];
const PEOPLE = 20;
const IN_FLIGHT = 12;
const WIDE = 0.25;
/** How often memory is read, since that of a hash comes and goes with it. */
const LOOK_MS = 20;

/** What a machine must have: log-ins a second and core by the memory of a hash, and the memory that each hashing thread takes. */
export async function sizing({ stack, wishes, log }) {
  const rows = [];
  for (const memoryCost of SETTINGS) {
    rows.push(await sizeOf({ stack, wishes, memoryCost }));
    log(`sizing at ${memoryCost / 1024} MiB: ${rows.at(-1).perSecondAndCore.toFixed(1)} log-ins a second and core`);
  }
  return {
    ...{ id: 'sizing', what: 'log-ins a second and core, and memory a hashing thread' },
    ...{ isWide: rows.some((row) => row.spread > WIDE), rows, notes: rows.map(noteOf) },
  };
}

async function sizeOf({ stack, wishes: { rounds, seconds }, memoryCost }) {
  const api = await stack.startBeside({ service: 'api', name: `api-of-${memoryCost}`, extraEnv: { ARGON2_MEMORY_COST: String(memoryCost) } });
  const { call, close } = openStrictCaller(api.url);
  try {
    const people = await makePeople(call, PEOPLE, { withApp: false });
    const load = () => closedLoop({ inFlight: IN_FLIGHT, seconds, once: (index) => logIn(call, people[index % people.length]) });
    await load();
    const resting = memoryOf(api.child.pid);
    const rates = [];
    const most = await mostMemory(api.child.pid, async () => {
      for (let round = 0; round < rounds; round += 1) rates.push((await load()).perSecond / os.availableParallelism());
    });
    const threadMiB = (most - resting) / threadsOf();
    return { memoryCost, perSecondAndCore: median(rates), spread: spread(rates), restingMiB: resting, mostMiB: most, threadMiB };
  } finally {
    close();
    await api.child.stop();
  }
}

/** As many as cores, at most three, unless WORKER_MAX_THREADS says otherwise. */
function threadsOf() {
  return Number(process.env.WORKER_MAX_THREADS ?? Math.min(os.availableParallelism(), 3));
}

async function mostMemory(pid, work) {
  let most = memoryOf(pid);
  const looking = setInterval(() => (most = Math.max(most, memoryOf(pid))), LOOK_MS);
  try {
    await work();
    return most;
  } finally {
    clearInterval(looking);
  }
}

function memoryOf(pid) {
  return usageOf({ api: pid })?.api?.residentMiB ?? Number.NaN;
}

function noteOf({ memoryCost, perSecondAndCore, spread: apart, restingMiB, mostMiB, threadMiB }) {
  const held = Number.isNaN(mostMiB) ? 'memory unknown here' : `the api holds ${restingMiB.toFixed(0)} MiB between hashes and ${mostMiB.toFixed(0)} at most: ${threadMiB.toFixed(0)} a thread`;
  return `${memoryCost / 1024} MiB, two passes: ${perSecondAndCore.toFixed(1)} log-ins a second and core (spread ${(apart * 100).toFixed(0)} %); ${held}`;
}

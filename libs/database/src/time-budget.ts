import { currentWaits, type Wait } from '@countersign/observability';
import { TIME_LIMITS } from './time-limits';

/** The request has waited for PostgreSQL as long as it may, or for a connection as long as that may take. */
export class NoTimeLeft extends Error {
  override readonly name = 'NoTimeLeft';
}

/** What the request that is being served, or the job that runs, has waited for PostgreSQL; undefined outside both. */
export function databaseWait(): Wait | undefined {
  return currentWaits()?.of('database');
}

/** What is left of the time of a request; a job's statements have limits each, and none together. @throws NoTimeLeft */
export function millisecondsLeft(wait: Wait): number {
  if (!wait.isBounded) return Infinity;
  const left = Math.ceil(TIME_LIMITS.requestMilliseconds - wait.ms);
  if (left <= 0) throw new NoTimeLeft(`the request has waited ${TIME_LIMITS.requestMilliseconds} ms for the database`);
  return left;
}

/**
 * A connection within what the request has left of its time; outside requests, within the second that connecting may take.
 * One that comes too late is given back.
 *
 * @throws NoTimeLeft
 */
export async function reached<Connection>(coming: Promise<Connection>, giveBack: (late: Connection) => void): Promise<Connection> {
  const wait = databaseWait();
  let isLate = false;
  coming.then((connection) => isLate && giveBack(connection)).catch(() => undefined);
  wait?.begin();
  let timer: NodeJS.Timeout | undefined;
  try {
    const milliseconds = wait?.isBounded ? millisecondsLeft(wait) : TIME_LIMITS.connectMilliseconds;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new NoTimeLeft(`no connection to the database came free within ${milliseconds} ms`)), milliseconds);
    });
    return await Promise.race([coming, late]);
  } catch (error) {
    isLate = true;
    throw error;
  } finally {
    clearTimeout(timer);
    wait?.end();
  }
}

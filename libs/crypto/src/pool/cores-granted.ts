import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** Where Linux shows control groups; tests give folders of their own. */
export interface CgroupPlaces {
  readonly root: string;
  readonly membership: string;
}

const LINUX: CgroupPlaces = { root: '/sys/fs/cgroup', membership: '/proc/self/cgroup' };

/**
 * The cores that this process may use, at least 1: what the scheduler allows, cut to the quota of its control groups.
 * In a container the machine's cores say nothing; a pool of that size would only be throttled.
 */
export function coresGranted(places: CgroupPlaces = LINUX, visible = availableParallelism()): number {
  const quota = Math.min(...quotas(places));
  return Math.max(1, Math.floor(Math.min(visible, quota)));
}

/** Quotas in cores: of the process's group and of every group above it, since each of them binds. */
function quotas({ root, membership }: CgroupPlaces): number[] {
  const found = (textOf(membership) ?? '0::/').split('\n').flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === '') return [];
    if (controllers === '') return withAncestors(path).map((group) => quotaV2(join(root, group)));
    if (!controllers.split(',').includes('cpu')) return [];
    return withAncestors(path).flatMap((group) => [controllers, 'cpu'].map((name) => quotaV1(join(root, name, group))));
  });
  return [Infinity, ...found];
}

function withAncestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withAncestors(parent)];
}

/** `cpu.max` holds "<quota|max> <period>" in microseconds. */
function quotaV2(group: string): number {
  const [quota = 'max', period = '100000'] = (textOf(join(group, 'cpu.max')) ?? 'max').trim().split(' ');
  return inCores(quota, period);
}

/** Version 1 keeps the two numbers in two files; a quota of -1 means none. */
function quotaV1(group: string): number {
  return inCores(textOf(join(group, 'cpu.cfs_quota_us')) ?? '-1', textOf(join(group, 'cpu.cfs_period_us')) ?? '100000');
}

function inCores(quota: string, period: string): number {
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : Infinity;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'dotenv';
import { composeConfigs, composeServices, dockerStages, imageContent, type Service } from './support/containers';
import { ROOT } from './support/planted-house';
import { sourcesIn, withoutComments } from './support/sources';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<'scripts' | 'dependencies', Record<string, string>>;

const services = composeServices();
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
const content = imageContent();
const stages = dockerStages();

/** A path of the image → the file of the project that it comes from; undefined: the image has no such file. */
function originOf(path: string): string | undefined {
  if (!content.some((place) => path === place || path.startsWith(`${place}/`))) return undefined;
  const origin = path.startsWith('dist/') ? path.replace(/^dist\//, '').replace(/\.js$/, '.ts') : path;
  return existsSync(join(ROOT, origin)) ? origin : undefined;
}

/** Files of ours that a script reaches by imports, and the packages. */
function reachedBy(script: string, seen = new Set<string>()): Set<string> {
  if (seen.has(script)) return seen;
  seen.add(script);
  for (const [, name = ''] of withoutComments(read(script)).matchAll(/(?:from |import\(|^import )'([^']+)'/gm)) {
    if (name.startsWith('node:') || /^(child_process|fs|path|url|os)$/.test(name)) continue;
    if (name.startsWith('.')) reachedBy(relative(ROOT, join(ROOT, dirname(script), name)), seen);
    else seen.add(`package ${name}`);
  }
  return seen;
}

/** What a command line of the image names: its script or compiled file. */
const fileIn = (words: readonly string[]) => words.find((word) => /\.(js|mjs)$/.test(word));

/** `npm run migration:run` inside the image → the scripts that node runs. */
function filesOfNpmScript(name: string): string[] {
  return [...(manifest.scripts[name] ?? '').matchAll(/node (\S+)/g)].map(([, file]) => file!);
}

describe('Dockerfile', () => {
  const [last, base] = [stages.at(-1)!, stages[0]!];
  const only = (name: string) => last.filter((instruction) => instruction.name === name).map(({ rest }) => rest);

  it('runs Node 24 on Debian slim, as a number who is not root, for production', () => {
    for (const stage of [base, last]) expect(stage[0]!.rest).toMatch(/^node:24-\w+-slim( AS \w+)?$/);
    expect(only('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(only('ENV').join(' ')).toBe('NODE_ENV=production HOST=0.0.0.0 GLIBC_TUNABLES=glibc.malloc.hugetlb=1');
  });

  it('starts its process and its health check without a shell, from files that are there', () => {
    const commands = ['CMD', 'HEALTHCHECK'].map((name) => only(name)[0]!.replace(/^.*?CMD (?=\[)/, ''));
    for (const command of commands) {
      const words = JSON.parse(command) as string[];
      expect([words[0], originOf(fileIn(words)!)]).toEqual(['node', expect.any(String)]);
    }
    expect(last.some(({ name }) => name === 'ENTRYPOINT')).toBe(false);
  });

  it('installs by the lock: what production needs into the image, and what the build needs beside it', () => {
    const installs = stages.flatMap((stage) => stage.filter(({ rest }) => rest.includes('npm ')).map(({ rest }) => rest));
    expect(installs.filter((line) => line.includes('npm ci')).map((line) => line.includes('--omit=dev'))).toEqual([true, false]);
    expect(installs.join(' ')).not.toMatch(/npm (i|install)\b/);
    const modules = last.find(({ rest }) => rest.endsWith(' node_modules'))!;
    expect([modules.flags.from, stages.findIndex(([from]) => from!.rest.endsWith(' AS production'))]).toEqual(['production', 1]);
  });

  it('copies what is there, past .dockerignore, and never an environment of somebody', () => {
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = stages.flat().filter(({ name, flags }) => name === 'COPY' && !flags.from).flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    for (const path of copied) expect([path, existsSync(join(ROOT, path)), allowed.includes(path)]).toEqual([path, true, true]);
    expect(read('.dockerignore')).toMatch(/^\*$/m);
    expect(allowed).not.toContain('.env');
  });
});

describe('the scripts of the image', () => {
  const named = ours.map(([, { command }]) => fileIn(command ?? [])).concat(fileIn(['scripts/health.mjs']));
  const scripts = named.filter((file): file is string => file?.startsWith('scripts/') ?? false);
  const npmScripts = ['start', 'start:worker', 'migration:run', 'migration:show'].flatMap(filesOfNpmScript);

  it.each([...new Set([...scripts, ...npmScripts])])('%s reaches nothing that the image lacks', (file) => {
    expect(originOf(file)).toBeDefined();
    const reached = file.startsWith('dist/') ? [] : [...reachedBy(file)];
    const lacking = reached.filter((one) => {
      const [, name] = /^package (@[^/]+\/[^/]+|[^/]+)/.exec(one) ?? [];
      return name ? !(name in manifest.dependencies) : originOf(one) === undefined;
    });
    expect(lacking).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('has the services that the documents name', () => {
    expect(Object.keys(services).sort()).toEqual(['backend', 'init', 'migrate', 'postgres', 'redis', 'worker']);
    expect(services.postgres!.environment!.POSTGRES_DB).toBe('twofa_db');
    expect(services.redis!.command!.join(' ')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/);
  });

  it.each(ours)('%s runs a file of the image', (_name, { command }) => {
    expect([command![0], originOf(fileIn(command!)!)]).toEqual(['node', expect.any(String)]);
  });

  it('sets settings that exist, and each random secret by a file', () => {
    const known = [...read('.env.production.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    const { environment = {} } = services.backend!;
    const unknown = Object.keys(environment).filter((name) => !known.includes(name.replace(/_FILE$/, '')));
    expect(unknown).toEqual([]);
    const example = parse(read('.env.production.example'));
    const secrets = Object.keys(example).filter((name) => example[name] === 'change-me-by-npm-run-secrets').concat('DATABASE_URL', 'REDIS_URL');
    const lines = Object.fromEntries(secrets.flatMap((name) => [[name, ''], [`${name}_FILE`, `/secrets/${name}`]]));
    // What fails here is missing under x-settings: both lines, the empty one and the one of the file.
    expect(environment).toMatchObject(lines);
    for (const name of ['worker', 'migrate']) expect(services[name]!.environment).toEqual(environment);
  });

  it('gives each server a password and a volume of its own, and the service no superuser', () => {
    const { init, postgres, redis, ...users } = services;
    const volumesOf = ({ volumes = [] }: Service) => volumes.map((volume) => volume.split(':')[0]!).filter((name) => name.startsWith('secrets'));
    const [ofPostgres, ofRedis] = [volumesOf(postgres!), volumesOf(redis!)];
    expect([ofPostgres, ofRedis]).toEqual([['secrets-of-postgres'], ['secrets-of-redis']]);
    for (const user of Object.values(users)) expect(volumesOf(user)).toEqual(['secrets']);
    expect(init!.command!.slice(2)).toEqual(init!.volumes!.map((volume) => volume.split(':')[1]));
    const { username } = new URL(init!.environment!.DATABASE_ADDRESS!);
    const { content } = composeConfigs()[postgres!.configs![0]!.source]!;
    expect(content).toMatch(new RegExp(`create role ${username} login password :'password';\\n.*owner to ${username};`));
    expect([content.includes('superuser'), username === postgres!.environment!.POSTGRES_USER]).toEqual([false, false]);
    expect(redis!.command![1]).toBe('/secrets/redis.conf');
  });

  it('makes the secrets before anybody reads them', () => {
    const needsOf = (name: string): string[] => Object.keys(services[name]!.depends_on ?? {}).flatMap((needed) => [needed, ...needsOf(needed)]);
    const readers = Object.keys(services).filter((name) => name !== 'init' && services[name]!.volumes?.some((volume) => volume.startsWith('secrets')));
    expect(readers.sort()).toEqual(['backend', 'migrate', 'postgres', 'redis', 'worker']);
    for (const name of readers) expect([name, needsOf(name)]).toEqual([name, expect.arrayContaining(['init'])]);
  });

  it('waits for what ends, so that `up --wait` does, and watches what stays', () => {
    const conditions = Object.values(services).flatMap(({ depends_on: needs = {} }) => Object.entries(needs));
    for (const [name, { restart, healthcheck }] of Object.entries(services)) {
      const isOnce = restart === 'no';
      const isAwaited = conditions.some(([needed, { condition }]) => needed === name && condition === 'service_completed_successfully');
      expect([name, isAwaited]).toEqual([name, isOnce]);
      expect([name, healthcheck?.disable ?? false]).toEqual([name, isOnce]);
      const isWatched = services[name]!.build !== undefined || healthcheck?.test?.[0] === 'CMD';
      expect([name, isWatched]).toEqual([name, true]);
    }
  });

  it('lets databases be reached from this machine alone, and services be many', () => {
    for (const name of ['postgres', 'redis']) for (const port of services[name]!.ports!) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(services.backend!.ports).toEqual(['${BACKEND_PORTS:-3001}:3001']);
    expect(services.worker!.ports).toBeUndefined();
    for (const service of Object.values(services)) expect(service).not.toHaveProperty('container_name');
  });
});

describe('the documents', () => {
  const pages = [...sourcesIn(['docs', 'libs', 'test'], ['.md']), { path: 'README.md', text: read('README.md') }];
  const lines = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:[A-Z_]+=\S+ )?docker[- ]compose (?=[a-z])[^\n`|]*/g)].map(([line]) => ({ path, line: line.trim() })),
  );
  const WITH_SERVICES = /^(up|logs|restart|stop|start|ps|build|pull)$/;

  it('speak of Compose', () => {
    expect(lines.length).toBeGreaterThan(10);
  });

  it.each(lines)('$path: $line', ({ line }) => {
    const [command = '', ...rest] = line.replace(/^([A-Z_]+=\S+ )?docker[- ]compose /, '').split(/\s+[<>]\s*\S+/)[0]!.split(/\s+/);
    const scaled = [...line.matchAll(/--scale (\w+)=(\d+)/g)];
    for (const [, name = '', count] of scaled) {
      expect(services).toHaveProperty(name);
      const needsRange = services[name]!.ports !== undefined && Number(count) > 1;
      if (needsRange) expect(line).toMatch(/^BACKEND_PORTS=\d+-\d+ /);
    }
    const words = rest.filter((word, index) => !word.startsWith('-') && !/^--scale$/.test(rest[index - 1] ?? ''));
    if (WITH_SERVICES.test(command)) return void words.forEach((name) => expect(services).toHaveProperty(name));
    expect(['exec', 'run', 'down', 'config']).toContain(command);
    if (command === 'down' || command === 'config') return;
    const [service = '', ...inside] = words;
    expect(services).toHaveProperty(service);
    if (inside[0] === 'npm') for (const file of filesOfNpmScript(inside.at(-1)!)) expect(originOf(file)).toBeDefined();
    if (inside[0] === 'npm') expect(manifest.scripts).toHaveProperty([inside.at(-1)!]);
    if (inside[0] === 'node') expect(originOf(inside[1]!)).toBeDefined();
  });
});

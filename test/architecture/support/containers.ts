import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './planted-house';

export interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly restart?: string;
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly configs: Record<string, { readonly content: string }>;
}

/** docker-compose.yml, anchors and merges resolved. */
const compose = () => parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;

export const composeServices = () => compose().services;
export const composeConfigs = () => compose().configs;

/** One line of a Dockerfile: `COPY`, `--from=build`, the rest as words. */
export interface Instruction {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: string;
}

/** The stages of the Dockerfile in their order, each with its instructions; comments and line ends resolved. */
export function dockerStages(): Instruction[][] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n/g, ' ');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name = '', flagText = '', rest = ''] = /^(\w+)((?: --[\w-]+=\S+)*) (.*)$/.exec(line) ?? [];
    const flags = Object.fromEntries([...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, value]) => [flag!, value!]));
    if (name === 'FROM') stages.push([]);
    stages.at(-1)!.push({ name, flags, rest });
  }
  return stages;
}

/** What the image holds below its working directory, by the COPY lines of the last stage: `dist`, `scripts`, `package.json`. */
export function imageContent(): string[] {
  return dockerStages().at(-1)!.filter(({ name }) => name === 'COPY').flatMap(({ rest }) => {
    const places = rest.split(/\s+/);
    const [sources, target] = [places.slice(0, -1), places.at(-1)!];
    return target.endsWith('/') ? sources.map((source) => source.slice(source.lastIndexOf('/') + 1)) : [target];
  });
}

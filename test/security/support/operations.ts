import { openApiDocument } from '../../support/openapi';

export interface DocumentedRoute {
  readonly method: string;
  /** Below the base path: `/auth/sessions/{id}`. */
  readonly path: string;
  readonly access: string;
  readonly takesSessions: boolean;
  readonly takesKeys: boolean;
  /** Names of the parameters in the path. */
  readonly places: readonly string[];
  readonly queries: readonly string[];
  /** Members of the JSON body with their schemas. */
  readonly members: Readonly<Record<string, { readonly format?: string }>>;
  readonly statuses: readonly string[];
  /** Codes of the problems that it may answer with. */
  readonly problems: readonly string[];
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, { readonly format?: string }>>;
  readonly anyOf?: readonly Schema[];
}

const { paths, components } = openApiDocument();

function membersOf(schema: Schema | undefined): DocumentedRoute['members'] {
  if (!schema) return {};
  const named = schema.$ref ? (components.schemas[schema.$ref.split('/').at(-1)!] as Schema) : schema;
  return Object.assign({}, named.properties, ...(named.anyOf ?? []).map(membersOf)) as DocumentedRoute['members'];
}

/** Every route below the base path, as the document says it: what is new there is in every test that goes through these. */
export const ROUTES: readonly DocumentedRoute[] = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([verb, operation]) => {
    if (!path.startsWith('/api/')) return [];
    const { security, parameters = [], requestBody, responses } = operation;
    const has = (way: string) => security.some((one) => way in one);
    return {
      method: verb.toUpperCase(),
      path: path.slice('/api'.length),
      access: operation['x-access'],
      takesSessions: has('session'),
      takesKeys: has('apiKey'),
      places: parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
      queries: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      members: membersOf(requestBody?.content['application/json']?.schema as Schema | undefined),
      statuses: Object.keys(responses),
      problems: Object.values(responses).flatMap(({ content }) => Object.keys(content['application/problem+json']?.examples ?? {})),
    };
  }),
);

export const nameOf = ({ method, path }: DocumentedRoute) => `${method} ${path}`;

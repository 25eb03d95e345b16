import { existsSync, readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

type TlsChecks = Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized' | 'checkServerIdentity'>;

/** What a DATABASE_URL says, in the words of `pg`. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly schema: string | null;
  readonly ssl: false | TlsChecks;
  /** How many connections the pool may hold. */
  readonly poolSize: number;
  /** The longest wait for a free connection of a busy pool. */
  readonly poolTimeoutSeconds: number;
}

type Reading =
  | { readonly fault: string; readonly connection?: undefined }
  | { readonly fault?: undefined; readonly connection: Connection };

const MALFORMED = 'must look like postgresql://user:password@host:5432/name.';
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** Reads a DATABASE_URL. A fault is a sentence that ends one starting with the setting's name; it never shows the URL. */
export function connectionFrom(text: string): Reading {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return { fault: MALFORMED };
  const url = new URL(text);
  const query = url.searchParams;
  const poolSize = Number(query.get('connection_limit') ?? 20);
  const poolTimeoutSeconds = Number(query.get('pool_timeout') ?? 10);
  if (!Number.isInteger(poolSize) || poolSize < 1) return { fault: 'has a connection_limit that is no whole number from 1.' };
  if (!(poolTimeoutSeconds > 0)) return { fault: 'has a pool_timeout that is no number of seconds.' };
  const schema = query.get('schema');
  if (schema !== null && !/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schema)) return { fault: 'has a schema that is no plain name.' };
  const mode = query.get('sslmode') ?? 'disable';
  if (!SSL_MODES.includes(mode)) return { fault: `has an sslmode other than ${SSL_MODES.join(', ')}.` };
  const rootCert = query.get('sslrootcert');
  if (rootCert !== null && !existsSync(rootCert)) return { fault: 'names an sslrootcert that is not there.' };
  const connection: Connection = {
    host: query.get('host') ?? decodeURIComponent(url.hostname || 'localhost'),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username),
    schema,
    ssl: sslFor(mode, rootCert),
    poolSize,
    poolTimeoutSeconds,
  };
  return { connection };
}

/** libpq's words: `require` encrypts without checking the name unless a root certificate is given. */
function sslFor(mode: string, rootCert: string | null): false | TlsChecks {
  if (mode === 'disable' || mode === 'allow' || mode === 'prefer') return false;
  const ca = rootCert === null ? undefined : readFileSync(rootCert, 'utf8');
  const checked = mode === 'verify-full' || mode === 'verify-ca' || (mode === 'require' && ca !== undefined);
  if (!checked) return { rejectUnauthorized: false };
  return mode === 'verify-full' ? { ca } : { ca, checkServerIdentity: () => undefined };
}

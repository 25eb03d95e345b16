const CENSOR = '[redacted]';
const MAX_DEPTH = 6;

/** Members that may carry a secret or a person's address, wherever in a log line they stand. Compared without `_`, `-` and case. */
const hidden = new Set(
  [
    'authorization cookie setCookie xApiKey xDeviceToken apiKey apiKeys password newPassword currentPassword passwordHash',
    'code codes proof secret secrets token accessToken refreshToken tempToken deviceToken idToken backupCode backupCodes',
    'otpauthUrl qrCode phoneNumber phone email emailOrUsername username identifier to destination text html body',
    'connectionString databaseUrl redisUrl parameters query',
  ]
    .join(' ')
    .split(' ')
    .map(plain),
);

function plain(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

function isHidden(name: string): boolean {
  const bare = plain(name);
  return hidden.has(bare) || bare.endsWith('token') || bare.endsWith('secret') || bare.endsWith('password');
}

/**
 * A copy for the log in which every member with a secret's name is `[redacted]`, at any path, also in arrays; below six
 * levels nothing is shown. The original stays as it is.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return CENSOR;
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Error) return describeError(value, depth);
  if (Buffer.isBuffer(value)) return CENSOR;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  const shown = Object.entries(value).map(([name, member]) => [name, isHidden(name) ? CENSOR : redact(member, depth + 1)]);
  return Object.fromEntries(shown);
}

/**
 * What a log line says of an error: never its further members, which in database drivers hold the row, the parameters and
 * the statement.
 */
export function describeError(error: Error, depth = 0): Record<string, unknown> {
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  const cause = error.cause instanceof Error && depth < MAX_DEPTH ? describeError(error.cause, depth + 1) : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(isWord(code) && { code }),
    ...(typeof reason === 'string' && { reason }),
    stack: error.stack,
    ...(cause && { cause }),
  };
}

function isWord(code: unknown): code is string | number {
  return typeof code === 'number' || (typeof code === 'string' && /^[A-Za-z]?[\w-]{2,40}$/.test(code) && !/^\d{6,8}$/.test(code));
}

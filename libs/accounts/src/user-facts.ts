import type { UserFacts } from '@countersign/web';

/** A row that was selected with `userFactsColumns`. */
export interface UserFactsRow {
  readonly u_id: string;
  readonly u_email: string | null;
  readonly u_username: string | null;
  readonly u_role: 'user' | 'admin';
  readonly u_is_active: boolean;
  readonly u_email_verified: boolean;
  readonly u_two_factor_enabled: boolean;
  readonly u_trust_epoch: number;
  readonly u_created_at: Date;
  readonly u_updated_at: Date;
  readonly u_must_change_password: boolean;
}

const COLUMNS = [
  'id',
  'email',
  'username',
  'role',
  'is_active',
  'email_verified',
  'two_factor_enabled',
  'trust_epoch',
  'created_at',
  'updated_at',
  'must_change_password',
];

/**
 * The select list of a user's facts, for a statement that joins the view `user_facts` to rows of its own lib:
 * `select s.id, ${userFactsColumns('u')} from sessions s join user_facts u on u.id = s.user_id`. Read with `userFactsFrom`.
 *
 * @param alias what the statement calls the view.
 */
export function userFactsColumns(alias: string): string {
  return COLUMNS.map((column) => `${alias}.${column} as u_${column}`).join(', ');
}

export function userFactsFrom(row: UserFactsRow): UserFacts {
  return {
    id: row.u_id,
    email: row.u_email,
    username: row.u_username,
    role: row.u_role,
    isActive: row.u_is_active,
    emailVerified: row.u_email_verified,
    twoFactorEnabled: row.u_two_factor_enabled,
    trustEpoch: row.u_trust_epoch,
    createdAt: row.u_created_at,
    updatedAt: row.u_updated_at,
    ...(row.u_must_change_password && { mustChangePassword: true }),
  };
}

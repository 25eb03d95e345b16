import type { RouteRules } from '@countersign/web';

/** Whom a route is for; `fresh` and `admin` are users of whom more is asked. */
export type AccessClass = 'public' | 'user' | 'fresh' | 'admin' | 'key';

/** By the decorators of the route alone, as the guard reads them; null: what they say together makes no sense. */
export function accessClassOf(rules: RouteRules): AccessClass | null {
  const { isPublic, isKeyOnly, isAdmin, isFresh, isOnBehalf, allowsEnrolment, scopes } = rules;
  const asksForMore = isAdmin || isFresh || allowsEnrolment;
  if (isPublic) return asksForMore || isKeyOnly || (isOnBehalf && !scopes) ? null : 'public';
  if (isKeyOnly) return isFresh || allowsEnrolment ? null : 'key';
  if (isAdmin) return allowsEnrolment ? null : 'admin';
  return isFresh ? 'fresh' : 'user';
}

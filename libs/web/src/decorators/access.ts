import { rule } from './route-rules';

/** Open to anybody. Every other route answers `invalid_token` to a request that no CredentialReader recognises. */
export const Public = () => rule(() => ({ isPublic: true }));

/**
 * Wants a session whose proof is recent (STEP_UP_MAX_AGE_SECONDS) and, where the account has a second factor, strong
 * (aal 2); else `step_up_required` (RFC 9470). A key is never fresh, unless an administrator's that names another user.
 */
export const RequireFresh = () => rule(() => ({ isFresh: true }));

/**
 * As `RequireFresh` for sessions alone: a key is as good as its scope. For what the application that holds the key does for
 * itself, as making a webhook whose secret it is shown.
 */
export const RequireFreshSession = () => rule(() => ({ isFresh: true, sparesKeys: true }));

/** Wants the role `admin`; else `forbidden`. */
export const RequireAdmin = () => rule(() => ({ isAdmin: true }));

/**
 * Takes API keys that hold all of the scopes (`*` holds every one) beside sessions; else `insufficient_scope`. On a @Public()
 * route: beside anybody, so that a key is looked at where one comes, and sessions are not.
 */
export const RequireScope = (...scopes: string[]) => rule(() => ({ scopes }));

/**
 * An administrator's key may name another user by `userId` (a UUID or `ext:<externalId>`, in the body or the query), whom the
 * principal then is; any key may say by `context` where its own client was. The guard takes both members out of the request.
 */
export const OnBehalf = () => rule(() => ({ isOnBehalf: true }));

/** Takes API keys only; a session answers `forbidden`. */
export const KeyOnly = () => rule((rules) => ({ isKeyOnly: true, scopes: rules.scopes ?? [] }));

/** Takes the limited credential of an enrolment beside sessions. */
export const AllowEnrolment = () => rule(() => ({ allowsEnrolment: true }));

/** Takes a session whose user has to change the password before anything else. */
export const AllowOldPassword = () => rule(() => ({ allowsOldPassword: true }));

/** Reads `application/x-www-form-urlencoded` bodies too (RFC 7662 and the like); every other route answers 415. */
export const AcceptsForm = () => rule(() => ({ acceptsForm: true }));

/** A bucket of its own by client address: `@AddressLimit('register', 'REGISTER_RATE_LIMIT_MAX')`. */
export const AddressLimit = (name: string, setting: string) => rule(() => ({ addressLimit: { name, setting } }));

/** Not counted by the general limit by client address (health and the like). */
export const Unlimited = () => rule(() => ({ isUnlimited: true }));

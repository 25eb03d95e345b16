export { AccessGuard } from './src/access/access.guard';
export { CredentialSource } from './src/access/credential-reader';
export type { CredentialReader } from './src/access/credential-reader';
export { acrValues, FreshPolicy } from './src/access/fresh.policy';
export { OriginPolicy } from './src/access/origin.policy';
export { cleanDeviceName, deviceNameOf } from './src/agent/device-name';
export { clientAddress } from './src/address/client-address';
export { CookieWriter } from './src/cookies/cookie-writer';
export type { TokenCookie } from './src/cookies/cookie-writer';
export {
  AcceptsForm,
  AddressLimit,
  AllowEnrolment,
  AllowOldPassword,
  KeyOnly,
  OnBehalf,
  Public,
  RequireAdmin,
  RequireFresh,
  RequireFreshSession,
  RequireScope,
  Unlimited,
} from './src/decorators/access';
export { Answer, CanFail, Does } from './src/decorators/docs';
export { CurrentPrincipal, originOf, principalOf, RequestOrigin } from './src/decorators/parameters';
export type { Principal, PrincipalKey, UserFacts } from './src/decorators/principal';
export { routeRules } from './src/decorators/route-rules';
export type { RouteRules } from './src/decorators/route-rules';
export { createHttpApp } from './src/edge/http-app';
export { replaceProvider } from './src/edge/replace-provider';
export { runProcess } from './src/edge/run-process';
export { invalid } from './src/input/json-body';
export type { Violation } from './src/input/json-body';
export { joinedInput } from './src/input/joined-input';
export { MayBeLeftOut } from './src/input/may-be-left-out';
export { validateInput } from './src/input/validate-input';
export { buildOpenApi } from './src/openapi/build-openapi';
export type { OpenApiOptions } from './src/openapi/build-openapi';
export { Nullable } from './src/openapi/nullable';
export { previewOpenApi } from './src/openapi/preview-openapi';
export { Accepts, AnswersToo, ExpandPath } from './src/openapi/shape.decorators';
export type { ClassesFrom, ExpandWith, PathExpansion } from './src/openapi/shape.decorators';
export { success } from './src/success';
export type { Success } from './src/success';
export { WebModule } from './src/web.module';
export { webProblems } from './src/web.problems';
export { WebSettings } from './src/web.settings';

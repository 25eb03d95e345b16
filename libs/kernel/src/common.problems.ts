import { defineProblems } from './problems';

/** Problems that more than one lib answers with. A problem of one lib stands in that lib. */
export const problems = defineProblems('kernel', {
  validation_failed: {
    status: 400,
    title: 'The request is not valid',
    detail: 'The request is not valid. See violations for each fault.',
    exposes: ['errors', 'violations'],
  },
  invalid_token: {
    status: 401,
    title: 'The access token is not valid',
    detail: 'The access token is missing, malformed, expired or revoked. Log in or refresh to get a new one.',
  },
  step_up_required: {
    status: 401,
    title: 'A fresh sign-in is needed',
    detail: 'This action needs a recent proof of who you are. Call POST /auth/step-up, then repeat the request.',
    exposes: ['methods', 'maxAge', 'acrValues'],
  },
  forbidden: { status: 403, title: 'Not allowed', detail: 'You are signed in, but this is not yours to do.' },
  not_found: { status: 404, title: 'Not found', detail: 'There is nothing here, or it is not yours.' },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed',
    detail: 'This address exists, but not with this HTTP method. See the Allow header.',
  },
  payload_too_large: { status: 413, title: 'The body is too large', detail: 'The request body is larger than 64 KiB.' },
  unsupported_media_type: {
    status: 415,
    title: 'The media type is not supported',
    detail: 'Send JSON with Content-Type: application/json.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'A limit is reached. Wait for the seconds of Retry-After, then try again.',
    exposes: ['retryAfter', 'limit'],
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong',
    detail: 'An unexpected fault happened. Report the requestId to the operator.',
  },
  service_unavailable: {
    status: 503,
    title: 'The service is not available',
    detail: 'A part that this request needs does not answer at the moment. Try again after the seconds of Retry-After.',
    exposes: ['retryAfter'],
  },
});

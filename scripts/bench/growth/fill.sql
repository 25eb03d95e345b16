-- Users with what belongs to them, made by the server itself: `growth.users` of them, with `growth.events` events each.
-- Every second has an authenticator app and a phone, every fourth a trusted device, every tenth backup codes. Identifiers
-- rise, as those of the service do.
create function pg_temp.made(kind text, n bigint) returns uuid language sql immutable
  as $$ select ('0190000' || kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
create function pg_temp.digest_of(kind text, n bigint) returns bytea language sql immutable
  as $$ select sha256(convert_to(kind || n, 'UTF8')) $$;
create temp table made as
  select n, pg_temp.made('0', n) as user_id, now() - n * interval '25 minutes' / greatest(1, current_setting('growth.users')::int / 20000) as at
  from generate_series(1, current_setting('growth.users')::int) n;

insert into users (id, email, email_key, username, username_key, external_id, password_hash, email_verified, two_factor_enabled, created_at)
  select user_id, format('person%s@example.org', n), format('person%s@example.org', n), 'person' || n, 'person' || n,
    case when n % 4 = 0 then 'external-' || n end,
    '$argon2id$v=19$m=65536,t=2,p=1$' || encode(substr(pg_temp.digest_of('salt', n), 1, 16), 'base64') || '$' || encode(pg_temp.digest_of('hash', n), 'base64'),
    n % 3 > 0, n % 2 = 0, at
  from made;
insert into login_buckets (key, tries, expires_at)
  select pg_temp.digest_of('bucket', n), array[now()], now() + interval '15 minutes' from made where n % 20 = 0;

insert into sessions (id, user_id, created_at, auth_time, last_used_at, expires_at, idle_expires_at, revoked_at, aal, amr, ip_address, user_agent)
  select pg_temp.made(kind::text, n), user_id, now() - days, now() - days, now() - days, now() + interval '60 days', now() + interval '7 days',
    case when kind = 2 and n % 5 = 0 then now() - interval '1 hour' end, 1, '{pwd}', '198.51.100.7',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36'
  from made, (values (1, interval '1 day'), (2, interval '5 days')) sessions (kind, days);
insert into refresh_tokens (digest, session_id, created_at, spent_at, expires_at)
  select pg_temp.digest_of('refresh' || turn, n), pg_temp.made('1', n), now() - interval '1 day', case when turn < 3 then now() - interval '1 day' end, now() + interval '7 days'
  from made, generate_series(1, 3) turn;
insert into known_agents (user_id, name, last_seen_at) select user_id, 'Chrome on Linux', now() - interval '1 day' from made;

insert into two_factor_methods (id, user_id, type, status, is_default, created_at, verified_at)
  select pg_temp.made('3', n), user_id, 'totp', 'active', true, at, at from made where n % 2 = 0;
insert into totp_secrets (method_id, user_id, secret_sealed, last_used_step)
  select pg_temp.made('3', n), user_id, 'v1.k1.' || encode(pg_temp.digest_of('totp', n), 'base64'), 1 from made where n % 2 = 0;
insert into two_factor_methods (id, user_id, type, status, created_at, verified_at, destination)
  select pg_temp.made('4', n), user_id, 'sms', 'active', at, at, '{"hint": "•••• 42"}' from made where n % 2 = 0;
insert into code_destinations (method_id, user_id, destination_sealed, digest)
  select pg_temp.made('4', n), user_id, 'v1.k1.' || encode(pg_temp.digest_of('phone', n), 'base64'), pg_temp.digest_of('number', n) from made where n % 2 = 0;
insert into challenges (id, digest, user_id, purpose, amr, trust_epoch, created_at, expires_at, attempts, consumed_at)
  select pg_temp.made('5', n), pg_temp.digest_of('challenge', n), user_id, 'login', '{pwd}', 0, now(), now() + interval '1 hour', 1, now() from made where n % 2 = 0;
insert into codes (method_id, context_id, digest, expires_at, spent_at)
  select pg_temp.made('4', n), pg_temp.made('5', n), pg_temp.digest_of('code', n), now() + interval '1 hour', now() from made where n % 2 = 0;
insert into factor_budgets (user_id, attempts) select user_id, array[now()] from made where n % 2 = 0;
insert into backup_code_sets (user_id, sealed, salt, remaining)
  select user_id, null, substr(pg_temp.digest_of('salt', n), 1, 16), 10 from made where n % 10 = 0;
insert into backup_codes (user_id, hash) select user_id, pg_temp.digest_of('backup' || turn, n) from made, generate_series(1, 10) turn where n % 10 = 0;
insert into trusted_devices (id, user_id, trust_epoch, device_name, ip_address, expires_at)
  select pg_temp.made('6', n), user_id, 0, 'Chrome on Linux', '198.51.100.7', now() + interval '20 days' from made where n % 4 = 0;
insert into trusted_device_tokens (digest, device_id, spent_at)
  select pg_temp.digest_of('device' || turn, n), pg_temp.made('6', n), case when turn < 3 then now() end from made, generate_series(1, 3) turn where n % 4 = 0;

insert into links (id, kind, user_id, trust_epoch, address_sealed, digest, expires_at, used_at)
  select pg_temp.made('7', n), 'verify', user_id, 0, 'v1.k1.' || encode(pg_temp.digest_of('address', n), 'base64'), pg_temp.digest_of('link', n), now() + interval '1 day', now()
  from made where n % 5 = 0;
insert into messages (id, user_id, channel, purpose, dedupe_key, destination_sealed, state, attempts, provider, created_at, sent_at)
  select pg_temp.made('8', n), user_id, 'email', 'security', 'made-' || n, 'v1.k1.' || encode(pg_temp.digest_of('to', n), 'base64'), 'sent', 1, 'smtp', now() - interval '1 hour', now()
  from made;
insert into api_keys (id, user_id, name, key_prefix, digest, scopes, rate_limit)
  select pg_temp.made('9', n), user_id, 'key', 'made' || n, pg_temp.digest_of('key', n), '{users:read}', 100 from made where n % 10 = 0;

-- The months before this one, as a service that runs for a year has them.
do $$
declare
  first timestamp;
begin
  for step in 1..12 loop
    first := date_trunc('month', now() at time zone 'utc') - make_interval(months => step);
    execute format('create table if not exists %I partition of audit_log for values from (%L) to (%L)',
      'audit_log_' || to_char(first, 'YYYY_MM'), first at time zone 'utc', (first + interval '1 month') at time zone 'utc');
  end loop;
end $$;
insert into audit_log (id, created_at, type, user_id, session_id, ip_address, user_agent, request_id, data)
  select gen_random_uuid(), now() - ((turn - 1) * interval '1 year' / current_setting('growth.events')::int) - n * interval '1 second' / 10,
    case turn % 3 when 0 then 'user.login' when 1 then '2fa.verified' else 'user.login_failed' end,
    user_id, pg_temp.made('1', n), '198.51.100.7', 'Chrome on Linux', gen_random_uuid()::text, '{"amr": ["pwd", "otp"]}'
  from generate_series(1, current_setting('growth.events')::int) turn, made;

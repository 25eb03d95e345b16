import { Database } from '@countersign/database';
import { isProblem } from '@countersign/kernel';
import { FactorBudget } from '../budget/factor-budget';
import { CheckProof, costsNothing } from '../proof/check-proof';
import { RecoveryByShape } from '../proof/recovery-by-shape';
import { testOrigin } from '../testing/factor-kit';
import { MAGIC_WORD_TABLE } from '../testing/magic-word.factor';
import { startFactorsApp, type FactorsApp } from '../testing/factors-app';
import { StrangersModule, Talisman, Voucher } from '../testing/strangers';

describe('the routes of factors', () => {
  let app: FactorsApp;
  beforeAll(async () => {
    app = await startFactorsApp([StrangersModule]);
    await app.sql(MAGIC_WORD_TABLE);
  });
  afterAll(() => app?.close());

  type Person = Awaited<ReturnType<FactorsApp['person']>>;
  const setUp = (person: Person, body: object = {}) => person.call('POST', '/magic-word/setup', { words: ['a', 'b'], ...body });
  const confirm = (person: Person, body: object = {}) => person.call('POST', '/magic-word/verify-setup', { word: 'a', ...body });
  const enrol = async (person: Person) => {
    await setUp(person);
    const { data } = await confirm(person);
    await app.sql(`update factor_budgets set setup_attempts = '{}' where user_id = $1`, [person.user.id]);
    return data!.method as { id: string; isDefault: boolean };
  };
  const list = async (person: Person) => (await person.call('GET', '/methods')).data!.methods as { id: string; isDefault: boolean }[];

  it('walks setup and its confirmation', async () => {
    const ada = await app.person();
    const other = await ada.logIn();
    const offered = await setUp(ada, { label: '  my words ' });
    expect(offered).toMatchObject({ status: 200, data: { words: 2, talisman: 'offered', expiresIn: 600 } });
    expect(offered.cacheControl).toBe('no-store');
    const confirmed = await confirm(ada, { methodId: offered.data!.methodId });
    expect(confirmed).toMatchObject({ status: 200, data: { twoFactorEnabled: true, talisman: 'prepared' } });
    const method = { id: offered.data!.methodId, type: 'magic-word', label: 'my words', isDefault: true };
    expect(confirmed.data!.method).toEqual({ ...method, ...times });
    expect(await ada.call('GET', '/methods')).toMatchObject({ status: 200, data: { methods: [method] } });
    expect(await ada.session()).toMatchObject({ aal: 2, amr: expect.arrayContaining(['kba', 'mfa', 'pwd']), revoked_at: null });
    expect((await other.call('GET', '/methods')).status).toBe(401);
    expect(await ada.facts()).toMatchObject({ two_factor_enabled: true });
    expect(await ada.events()).toEqual(expect.arrayContaining(['2fa.enabled', '2fa.method_added']));
    expect(await confirm(ada)).toMatchObject({ status: 400, code: 'setup_not_started' });
  });

  const times = { createdAt: expect.any(String), verifiedAt: expect.any(String), lastUsedAt: expect.any(String) };

  it('refuses bodies that neither the route nor the factor knows, naming all faults', async () => {
    const ada = await app.person();
    const refused = await ada.call('POST', '/magic-word/setup', { words: 'a', label: '', secret: 'x' });
    expect(refused).toMatchObject({ status: 400, code: 'validation_failed' });
    const pointers = refused.violations!.map(({ pointer }) => pointer);
    expect(new Set(pointers)).toEqual(new Set(['/words', '/label', '/secret']));
    expect(await confirm(ada, { methodId: 'no id' })).toMatchObject({ status: 400, violations: [{ pointer: '/methodId' }] });
  });

  it('knows no factor that nobody declared', async () => {
    const ada = await app.person();
    expect(await ada.call('POST', '/telepathy/setup', {})).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ada.call('POST', '/telepathy/verify-setup', {})).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('wants a fresh session for setup, change and removal', async () => {
    const ada = await app.person();
    const { id } = await enrol(ada);
    await app.sql(`update sessions set auth_time = now() - interval '16 minutes' where user_id = $1`, [ada.user.id]);
    const calls = [setUp(ada), ada.call('PATCH', `/methods/${id}`, { label: 'x' }), ada.call('DELETE', `/methods/${id}`)];
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ status: 401, code: 'step_up_required' });
  });

  it('lets the session alone confirm that ran setup, while the setup lasts', async () => {
    const ada = await app.person();
    await setUp(ada);
    expect(await confirm(await ada.logIn())).toMatchObject({ code: 'setup_not_started' });
    await app.sql(`update two_factor_methods set expires_at = now() where user_id = $1`, [ada.user.id]);
    expect(await confirm(ada)).toMatchObject({ code: 'setup_not_started' });
  });

  it('replaces what is pending and leaves what is active', async () => {
    const ada = await app.person();
    const active = await enrol(ada);
    const [first, second] = [await setUp(ada), await setUp(ada, { words: ['c'] })];
    expect(second.data).not.toHaveProperty('talisman');
    expect(await confirm(ada, { methodId: first.data!.methodId })).toMatchObject({ code: 'setup_not_started' });
    expect(await confirm(ada)).toMatchObject({ code: 'invalid_code' });
    expect(await confirm(ada, { word: 'c' })).toMatchObject({ status: 200, data: { method: { isDefault: false } } });
    expect((await list(ada)).map(({ id }) => id)).toEqual([active.id, second.data!.methodId]);
  });

  it('counts calls of setup: ten in 15 minutes, wrong codes lock nothing else', async () => {
    const ada = await app.person();
    await setUp(ada);
    for (let left = 8; left >= 0; left -= 1) {
      expect(await confirm(ada, { word: 'wrong' })).toMatchObject({ code: 'invalid_code', attemptsRemaining: left });
    }
    const refused = await confirm(ada);
    expect(refused).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(refused.retryAfter).toBeGreaterThan(890);
    const [budget] = await app.sql('select attempts, locked_until from factor_budgets where user_id = $1', [ada.user.id]);
    expect(budget).toEqual({ attempts: [], locked_until: null });
    expect(await ada.events()).toContain('2fa.failed');
  });

  it('takes what companions need before anything is counted: without it the confirmation is refused and costs nothing', async () => {
    const ada = await app.person();
    const talisman = app.get(Talisman);
    const spent = async () => (await app.sql('select cardinality(setup_attempts) as calls from factor_budgets where user_id = $1', [ada.user.id]))[0].calls;
    await setUp(ada);
    talisman.isFull = true;
    for (let n = 0; n < 12; n += 1) expect(await confirm(ada)).toMatchObject({ status: 503, code: 'service_unavailable' });
    talisman.isFull = false;
    talisman.isBroken = true;
    expect(await confirm(ada)).toMatchObject({ status: 503, code: 'service_unavailable' });
    talisman.isBroken = false;
    expect([await spent(), talisman.places]).toEqual([1, 0]);
    expect(await ada.facts()).toMatchObject({ two_factor_enabled: false });
    expect(await confirm(ada)).toMatchObject({ status: 200, data: { talisman: 'prepared' } });
    expect(talisman.places).toBe(0);
    // The second method brings no companions, and needs no place.
    await setUp(ada);
    talisman.isFull = true;
    expect((await confirm(ada)).status).toBe(200);
    talisman.isFull = false;
  });

  it('takes five methods of a kind', async () => {
    const ada = await app.person();
    for (let n = 0; n < 5; n += 1) await enrol(ada);
    expect(await setUp(ada)).toMatchObject({ status: 409, code: 'too_many_methods' });
  });

  it('activates once when a setup is confirmed twice at once', async () => {
    const ada = await app.person();
    await setUp(ada);
    const answers = await Promise.all([confirm(ada), confirm(ada), confirm(ada)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(await list(ada)).toHaveLength(1);
  });

  it('keeps one pending method when setup runs several times at once', async () => {
    const ada = await app.person();
    await Promise.all([setUp(ada), setUp(ada), setUp(ada)]);
    const [{ count }] = await app.sql('select count(*)::int from two_factor_methods where user_id = $1', [ada.user.id]);
    expect(count).toBe(1);
  });

  it('renames a method and moves the default', async () => {
    const ada = await app.person();
    const [first, second] = [await enrol(ada), await enrol(ada)];
    const changed = await ada.call('PATCH', `/methods/${second.id}`, { label: 'Phone', isDefault: true });
    expect(changed).toMatchObject({ status: 200, data: { method: { id: second.id, label: 'Phone', isDefault: true } } });
    expect(await list(ada)).toMatchObject([{ id: second.id }, { id: first.id, isDefault: false }]);
    expect(await ada.call('PATCH', `/methods/${second.id}`, { isDefault: false })).toMatchObject({ code: 'validation_failed' });
  });

  it("answers 404 for another user's method, and for what is no id", async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const { id } = await enrol(ada);
    for (const path of [`/methods/${id}`, '/methods/x']) {
      expect(await eve.call('PATCH', path, { label: 'mine' })).toMatchObject({ status: 404, code: 'not_found' });
      expect(await eve.call('DELETE', path)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('removes a method: trust and other sessions end, the default moves, the last one turns it off', async () => {
    const ada = await app.person();
    const [first, second] = [await enrol(ada), await enrol(ada)];
    const other = await ada.logIn();
    const before = await ada.facts();
    const removed = await ada.call('DELETE', `/methods/${first.id}`);
    expect(removed).toMatchObject({ status: 200, data: { twoFactorEnabled: true } });
    expect((await other.call('GET', '/methods')).status).toBe(401);
    expect(await ada.facts()).toMatchObject({ two_factor_enabled: true, trust_epoch: before.trust_epoch + 1 });
    expect(await list(ada)).toMatchObject([{ id: second.id, isDefault: true }]);
    expect(await ada.call('DELETE', `/methods/${second.id}`)).toMatchObject({ data: { twoFactorEnabled: false } });
    expect(await ada.facts()).toMatchObject({ two_factor_enabled: false });
    expect(await ada.events()).toEqual(expect.arrayContaining(['2fa.method_removed', '2fa.disabled']));
    expect(app.get(Talisman).told).toContain(ada.user.id);
    expect(app.get(Voucher).removed).toEqual([ada.user.id]);
  });

  it('gives a way back no setup, and no place among methods', async () => {
    const ada = await app.person();
    expect(await ada.call('POST', '/voucher/setup', {})).toMatchObject({ status: 404, code: 'not_found' });
    await enrol(ada);
    expect(await list(ada)).toHaveLength(1);
  });

  it('tells the proof of a way back by its shape, unless the default method takes it or a method is named', async () => {
    const ada = await app.person();
    const choose = (choice: { proof: object; methodId?: string }) => app.get(RecoveryByShape).choose(ada.user.id, choice);
    const proof = { word: 'voucher-1' };
    expect(await choose({ proof })).toEqual({ proof, recovery: 'voucher' });
    expect(await choose({ proof: { word: 'other' } })).toEqual({ proof: { word: 'other' } });
    expect(await choose({ proof, methodId: ada.user.id })).toEqual({ proof, methodId: ada.user.id });
    // A magic word may be any.
    await enrol(ada);
    expect(await choose({ proof })).toEqual({ proof });
  });

  it('checks the proof of a way back: a place first, its own limit, what it says when it is spent', async () => {
    const ada = await app.person();
    const [check, budget, voucher] = [app.get(CheckProof), app.get(FactorBudget), app.get(Voucher)];
    const show = (word: string) => {
      const choice = { recovery: 'voucher', proof: { word } };
      return check.withPlace(choice, async (place) => {
        expect(voucher.places).toBe(1);
        const reservation = await budget.reserve(ada.user.id);
        const checked = await check.check({ reservation, choice, purpose: 'login', origin: testOrigin, place });
        return app.get(Database).transaction((tx) => check.consume(tx, checked));
      });
    };
    expect(await show('voucher-1')).toEqual({ answer: { thanks: 'voucher-1' } });
    await expect(show('voucher-wrong')).rejects.toMatchObject({ code: 'invalid_code', extras: { attemptsRemaining: 1 } });
    const late = await show('voucher-late').catch((problem: unknown) => problem);
    expect([late, costsNothing(late)]).toEqual([expect.objectContaining({ code: 'code_already_used', extras: {} }), true]);
    const often = await show('voucher-often').catch((problem: unknown) => problem);
    expect([isProblem(often, 'too_many_requests'), costsNothing(often), voucher.places]).toEqual([true, true, 0]);
    const [failed] = await app.sql(`select data from audit_log where user_id = $1 and type = '2fa.failed'`, [ada.user.id]);
    expect(failed.data).toEqual({ type: 'voucher', purpose: 'login', attemptsRemaining: 8 });
  });

  it('turns two-factor authentication off when the last two are removed at once', async () => {
    const ada = await app.person();
    const [first, second] = [await enrol(ada), await enrol(ada)];
    const removed = [first, second].map(({ id }) => ada.call('DELETE', `/methods/${id}`));
    expect((await Promise.all(removed)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await ada.facts()).toMatchObject({ two_factor_enabled: false });
  });

  it('refuses a log-in that began before two-factor authentication was turned on', async () => {
    const ada = await app.person();
    await enrol(ada);
    const late = await ada.logIn(ada.user).catch((problem: unknown) => problem);
    expect(isProblem(late, 'invalid_credentials')).toBe(true);
  });
});

import { expectAnswer, type OpenApiDocument } from '@countersign/openapi/testing';
import type { Reply } from '../support/client';
import { askedToLogIn, expectStatus, IN_BODY, logIn, register, somebody } from '../support/people';
import type { CurlRequest } from '../support/curl';
import type { ServiceProcess } from '../support/processes';
import { blocksOf } from '../support/readme';
import { openSuite, type Suite } from '../support/suite';
import { until } from '../support/until';
import { follow } from '../support/walk';
import { startMessenger } from './libs/extensions/src/whatsapp/messenger';
import { addedFiles, isOurs, shownFiles, StrangersHouse } from './support';

const WORDS = ['open sesame', 'abracadabra', 'hocus pocus'];
const MAGIC = '/2fa/magic-word';

const house = new StrangersHouse();
let suite: Suite;
let service: ServiceProcess;
let document: OpenApiDocument;
let messenger: Awaited<ReturnType<typeof startMessenger>>;

beforeAll(async () => {
  const [opened, carrier] = await Promise.all([openSuite(), startMessenger(), house.build()]);
  [suite, messenger] = [opened, carrier];
  // An adopter's clone may have them already.
  await suite.query('drop table if exists magic_words, roster_entries');
  await suite.query(`delete from schema_migrations where name like '%Extensions%'`);
  const own = { OFFICE_NETWORKS: '198.51.100.0/24,2001:db8::/32', COMPANY_WORDS: 'Wintermute', WHATSAPP_URL: messenger.url, WHATSAPP_TOKEN: 'token of nobody' };
  const more = { ...own, TRUSTED_PROXIES: '127.0.0.1/32', MIGRATE_ON_START: 'true' };
  [service] = await Promise.all([
    suite.start('api', more, { dist: house.dist }),
    suite.start('worker', own, { dist: house.dist }),
  ]);
  document = (await (await fetch(`${service.url}/docs/openapi.json`)).json()) as OpenApiDocument;
}, 180_000);
afterAll(async () => {
  await Promise.all([suite?.end(), messenger?.close()]);
  house.remove();
});

/** Compared with the document that this very process serves. */
async function post(path: string, body: object, token?: string): Promise<Reply> {
  const reply = await service.api.post(path, body, { ...IN_BODY, token, isUndocumented: true });
  expectAnswer(document, 'POST', `/api${path}`, reply.status, reply.body);
  return reply;
}

async function enrolled() {
  const person = await register(service.api);
  const { body } = expectStatus(await post(`${MAGIC}/setup`, { words: WORDS, label: 'Ours' }, person.token), 200);
  const confirmed = expectStatus(await post(`${MAGIC}/verify-setup`, { word: WORDS[0] }, person.token), 200);
  return { ...person, offered: body.data as object, confirmed: confirmed.body.data as object };
}

const verify = (tempToken: string, word: string | undefined) => post('/2fa/verify', { tempToken, proof: { word } });

describe("a stranger's house", () => {
  it('changes nothing of Countersign but the two lists that are its own', () => {
    expect(addedFiles().filter(isOurs).sort()).toEqual(['libs/extensions/http.ts', 'libs/extensions/worker.ts']);
  });

  it('stands whole in docs/extending', () => {
    expect([...shownFiles()].sort()).toEqual(addedFiles().sort());
  });

  it('documents the routes of its factor, and checks what they take', async () => {
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining([`/api${MAGIC}/setup`, `/api${MAGIC}/verify-setup`]));
    const { token } = await register(service.api);
    const { body } = expectStatus(await post(`${MAGIC}/setup`, { words: ['short', 7] }, token), 400, 'validation_failed');
    expect(body.violations).toContainEqual(expect.objectContaining({ pointer: '/words' }));
  });

  it('enrols its factor and logs in with it, with each word once', async () => {
    const person = await enrolled();
    expect(person.offered).toMatchObject({ methodId: expect.any(String), words: 3 });
    expect(person.confirmed).toMatchObject({ method: { type: 'magic-word', label: 'Ours', isDefault: true }, twoFactorEnabled: true });
    const { body } = expectStatus(await logIn(service.api, person), 200);
    expect(body.data).toMatchObject({ requiresTwoFactor: true, availableMethods: ['magic-word'] });
    for (const wrong of ['no such word', WORDS[0]]) {
      expectStatus(await verify(body.data.tempToken, wrong), 400, 'invalid_code');
    }
    expect((await verify(body.data.tempToken, WORDS[1])).body.data).toMatchObject({ user: { id: person.id } });
    const atOnce = await Promise.all([1, 2, 3, 4].map(async () => verify(await askedToLogIn(service.api, person), WORDS[2])));
    expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  it('works as its page says', async () => {
    const person = await register(service.api);
    const [enrol, prove] = blocksOf('docs/extending/factor.md').filter(({ words }) => words.includes('walk'));
    const said: Record<string, string> = { ACCESS_TOKEN: person.token };
    const ask = async ({ url, body, headers }: CurlRequest) => {
      const { Authorization: bearer = '' } = headers;
      const path = url.replace('http://localhost:3001/api', '');
      return expectStatus(await post(path, JSON.parse(body!) as object, bearer.replace('Bearer ', '') || undefined), 200).body as object;
    };
    await follow(enrol!, said, { ask, codeOf: String });
    said.TEMP_TOKEN = await askedToLogIn(service.api, person);
    await follow(prove!, said, { ask, codeOf: String });
  });

  it('keeps no word in the clear', async () => {
    const { id } = await enrolled();
    const rows = await suite.query('select w.* from magic_words w join two_factor_methods m on m.id = w.method_id where m.user_id = $1', [id]);
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(WORDS.join('|'));
  });

  it('hears of events in its listener', async () => {
    const { id } = await enrolled();
    const entries = () => suite.query('select * from roster_entries where user_id = $1', [id]);
    await until('an entry of the roster', async () => (await entries()).length > 0);
    expect(await entries()).toEqual([{ event_id: expect.any(String), user_id: id, enrolled_at: expect.any(Date) }]);
  });

  it('carries codes over its channel', async () => {
    const { token } = await register(service.api);
    const { body } = expectStatus(await post('/2fa/sms/setup', { phoneNumber: '+49 151 23456789' }, token), 200);
    const { source } = await until('the code', () => messenger.taken.find(({ to }) => to === '+4915123456789'));
    const code = /(?<!\d)\d{6}(?!\d)/.exec(source)?.[0];
    expectStatus(await post('/2fa/sms/verify-setup', { code, methodId: body.data.methodId }, token), 200);
    expect(await suite.query(`select provider, provider_message_id from messages where purpose = 'code'`)).toEqual([{ provider: 'whatsapp', provider_message_id: 'wa-1' }]);
  });

  it.each(['198.51.100.7', '2001:db8::7'])('excuses from the second factor in the office (%s), by its policy', async (address) => {
    const person = await enrolled();
    const login = (ip: string, password = person.password) =>
      service.api.post('/auth/login', { email: person.email, password }, { headers: { 'x-forwarded-for': ip }, isUndocumented: true });
    expect((await login('203.0.113.7')).body.data).toMatchObject({ requiresTwoFactor: true });
    expectStatus(await login(address, 'Wrong-Horse-7'), 401, 'invalid_credentials');
    expect((await login(address)).body.data).toMatchObject({ accessToken: expect.any(String), user: { id: person.id } });
  });

  it('asks for more of a password, by the rules that it put in the place of ours', async () => {
    const refused = await post('/auth/register', { ...somebody(), password: 'wintermute-and-7-more' });
    expect(expectStatus(refused, 400, 'validation_failed').body.violations).toEqual([
      { pointer: '/password', detail: 'must not contain a name of this company' },
    ]);
    const common = await post('/auth/register', { ...somebody(), password: 'password123' });
    expectStatus(common, 400, 'validation_failed');
  });

  it('removes what its factor keeps together with the method', async () => {
    const person = await enrolled();
    const { method } = person.confirmed as { method: { id: string } };
    expectStatus(await service.api.delete(`/2fa/methods/${method.id}`, { token: person.token, isUndocumented: true }), 200);
    expect(await suite.query('select 1 from magic_words where method_id = $1', [method.id])).toEqual([]);
  });
});

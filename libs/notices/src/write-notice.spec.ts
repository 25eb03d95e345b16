import type { EventNotice } from '@countersign/kernel';
import { describeDevice } from './describe-device';
import { frames } from './notice-words';
import { writeNotice } from './write-notice';

const notice: EventNotice = {
  subject: (brand, { count = 0 }) => `${String(count)} gifts for your ${brand} account`,
  happened: (brand) => `A gift was put into your ${brand} account.`,
  unexpected: () => 'If this was not you, send it back.',
};
const facts = {
  brand: 'A & B',
  language: 'en',
  name: 'eve',
  occurredAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
  origin: { requestId: 'r', ipAddress: '2001:db8::1', userAgent: null },
};

describe('a notice', () => {
  it('says what happened, when, from where, and what to do, in text and in HTML', () => {
    const { subject, text, html } = writeNotice(notice, { ...facts, data: { count: 3 } });
    expect(subject).toBe('3 gifts for your A & B account');
    for (const words of ['Hello eve,', 'A gift was put', '2026-01-02 03:04:05 UTC', '2001:db8::1', 'If this was not you']) {
      expect([text, html]).toEqual([expect.stringContaining(words), expect.stringContaining(words)]);
    }
  });

  it('escapes everything in HTML and takes no text of the caller over', () => {
    const origin = { requestId: 'r', ipAddress: '<i>1</i>', userAgent: 'Call +1555 at once! <a href="http://evil.example">' };
    const { text, html } = writeNotice(notice, { ...facts, name: '<b>"eve"</b>', origin });
    expect(html).toContain('Hello &lt;b&gt;&quot;eve&quot;&lt;/b&gt;,');
    expect(html).toContain('A &amp; B');
    expect(`${text}${html}`).not.toMatch(/evil|1555|<i>/);
    expect(text).toContain('From the address: unknown\nWith: an unknown app');
  });

  it('says nothing of where an administrator was, who did it', () => {
    const { text, html } = writeNotice(notice, { ...facts, data: { byUserId: 'somebody' } });
    expect(text).toContain('When: 2026');
    expect(`${text}${html}`).not.toMatch(/From the address|2001:db8|With|If this was you/);
  });

  it('is all in the language that is asked for, where its words and those around it are, else all in English', () => {
    const german = { subject: () => 'Ein Geschenk', happened: () => 'Ein Geschenk kam an.', unexpected: () => 'Schick es zurück.' };
    const translated = { ...notice, translations: { de: german } };
    const inGerman = (one: EventNotice) => writeNotice(one, { ...facts, language: 'de-AT' });
    const english = ['0 gifts for your A & B account', expect.stringContaining('<html lang="en"'), expect.stringContaining('When: ')];
    for (const { subject, html, text } of [translated, notice].map(inGerman)) expect([subject, html, text]).toEqual(english);
    Object.assign(frames, { de: { ...frames.en, when: 'Wann' } });
    try {
      const [whole, plain] = [inGerman(translated), inGerman(notice)];
      expect([whole.subject, whole.html, whole.text]).toEqual(['Ein Geschenk', expect.stringContaining('<html lang="de"'), expect.stringMatching(/Wann: [^]*Schick es zurück\./)]);
      expect([plain.subject, plain.html, plain.text]).toEqual(english);
    } finally {
      delete (frames as Record<string, unknown>).de;
    }
  });

  it('greets a user without a name', () => {
    expect(writeNotice(notice, { ...facts, name: null }).text).toMatch(/^Hello,\n/);
  });
});

it.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iOS'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari on macOS'],
  ['okhttp/4.9 Android', 'an app on Android'],
  ['curl/8.5.0', 'an unknown app'],
  [null, 'an unknown app'],
])('describes %s', (userAgent, words) => {
  expect(describeDevice(userAgent, frames.en)).toBe(words);
});

import { settingsFor } from '@countersign/config/testing';
import { BrandSettings } from '@countersign/otp-delivery';
import { WebSettings } from '@countersign/web';
import { CodeWording } from './code-wording';
import { maskEmail } from './email/mask-email';

const wordingOf = (variables: Record<string, string> = {}) =>
  new CodeWording(settingsFor(BrandSettings, { APP_NAME: 'A & B' }), settingsFor(WebSettings, variables));

describe('the words of a code', () => {
  it('are one line in a text message, and another one that binds it to our origin', () => {
    const line = '123456 is your A & B code. It is good for 5 minutes. Never tell it to anybody.';
    expect(wordingOf().of('sms', '123456', 300)).toEqual({ text: line });
    const bound = wordingOf({ PUBLIC_URL: 'https://auth.example.com:8443/x' }).of('sms', '123456', 300);
    expect(bound.text).toBe(`${line}\n\n@auth.example.com #123456`);
    expect(bound.text.length).toBeLessThan(160);
  });

  it('are text and HTML in a mail, escaped, with no code in the subject', () => {
    const { subject, text, html } = wordingOf().of('email', '123456', 40);
    expect([subject, text, html]).toEqual(['Your code for A & B', expect.stringMatching(/^ *123456$/m), expect.stringContaining('A &amp; B')]);
    expect(html).toContain('<html lang="en"');
    expect([text.includes('a minute'), html!.includes('>123456</p>')]).toEqual([true, true]);
  });
});

describe('words in another language', () => {
  const german = new CodeWording(settingsFor(BrandSettings, { MAIL_LANGUAGE: 'de' }), settingsFor(WebSettings, {}));
  const notice = { subject: () => 'Removed', happened: () => 'It is gone.', unexpected: () => 'Ask.' };
  const words = { subject: () => 'Entfernt', happened: () => 'Sie ist weg.', unexpected: () => 'Frag nach.' };

  it('are taken where a notice has them', () => {
    const translated = { ...notice, translations: { de: words } };
    expect(german.ofNotice('sms', translated)).toEqual({ text: 'Entfernt. Frag nach.' });
    expect(german.ofNotice('email', translated)).toMatchObject({ subject: 'Entfernt', html: expect.stringContaining('<html lang="de"') });
  });

  it('are English where there are none, and called so', () => {
    expect(german.ofNotice('email', notice)).toMatchObject({ subject: 'Removed', html: expect.stringContaining('<html lang="en"') });
    expect(german.of('email', '123456', 300).html).toContain('<html lang="en"');
  });
});

it.each([
  ['ada.lovelace@example.org', 'a***@example.org'],
  ['x@example.org', '***@example.org'],
  ['öl@example.org', 'ö***@example.org'],
])('%s is shown as %s', (address, shown) => {
  expect(maskEmail(address)).toBe(shown);
});

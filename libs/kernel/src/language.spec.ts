import { wordsOfNotice } from './events';
import { inLanguage } from './language';

const all = { en: 'Hello', de: 'Hallo', 'de-ch': 'Grüezi' };

it.each([
  ['de', 'de', 'Hallo'],
  ['de-AT', 'de', 'Hallo'],
  ['de-CH', 'de-ch', 'Grüezi'],
  ['en-GB', 'en', 'Hello'],
  ['fr', 'en', 'Hello'],
  ['constructor', 'en', 'Hello'],
])('words for %s are those of %s', (wanted, language, words) => expect(inLanguage(all, wanted)).toEqual({ language, words }));

it('takes a notice’s own words for English', () => {
  const words = { subject: () => 'A', happened: () => 'B', unexpected: () => 'C' };
  const [english, german] = ['en', 'de'].map((tag) => wordsOfNotice({ ...words, translations: { de: { ...words, subject: () => 'D' } } }, tag));
  expect([english!.language, english!.words.subject('', {}), german!.language, german!.words.subject('', {})]).toEqual(['en', 'A', 'de', 'D']);
});

import { commonWords } from './common-words';

/** Complete ones that no word and tail make. */
const WHOLE = `
  12345678 123456789 1234567890 123123123 12341234 11223344 112233445566 121212121 123321123 987654321 0987654321 87654321
  147258369 159357456 159753258 789456123 741852963 963852741 123654789 147852369 102030405060 10203040 31415926 14159265
  00000000 11111111 88888888 99999999 20202020 10101010 12121212 13131313 69696969 12344321 1234554321 123456abc 123456789a
  123456qwerty 12345qwert 1234qwer 1234abcd 123qweasd 123qwe123 qwe123qwe 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw2 1qazxsw23edc zaq1xsw2
  !qaz2wsx !qaz@wsx 1qaz!qaz q1w2e3r4t5y6 qwer1234 qwerty123456 qwertyuiop123 a12345678 a123456789 abc123456 abc12345 abcd12345
  asd123456 asdf12345 aaaaaaaa abcabcabc correcthorsebatterystaple hunter22222 letmeinplease passwordpassword iamthebest ihateyou
  idontknow dontforget nopassword mypass123 thisismypassword fuckyou2 j38ifubn 3rjs1la7qe g_czechout 1g2w3e4r gwerty123 18atcskd2w
  d1lakiss x4ivygafiv zag12wsx bvttrjy 5201314520 woaini1314 woaini520 1314520520 a5201314 qq123456 qq5201314 123456asd 123456aa
  trustnoone mustang1967 chelsea1905 arsenal1886 jordan2345 michael23 kobebryant lebronjames cristiano ronaldo7 messi10
`;

const TAILS = [
  ...['', '1', '2', '3', '7', '9', '01', '11', '12', '13', '21', '22', '23', '69', '77', '88', '99', '00', '10'],
  ...['123', '1234', '12345', '123456', '321', '007', '111', '222', '333', '666', '777', '000', '100', '101', '420', '789'],
  ...['!', '!!', '!1', '1!', '12!', '123!', '1234!', '@1', '@12', '@123', '@1234', '#1', '#123', '.', '?', '*', '$', '_1', '-1'],
  ...['abc', 'xyz', 'qwe', '1a', '1q', '4me', '4ever', '4life', '2me'],
  ...years(1960, 2035).flatMap((year) => [year, `${year}!`, `@${year}`]),
];

function years(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

const words = new Set(commonWords);
const whole = new Set(WHOLE.trim().split(/\s+/));

/**
 * Whether a password is among the common ones (NIST SP 800-63B-4 §3.1.1.2: compare the whole, not its parts). Words and
 * tails are kept apart: joined they would be some 150,000 texts in memory.
 *
 * @param password in lower case.
 */
export function isCommonPassword(password: string): boolean {
  if (whole.has(password)) return true;
  return TAILS.some((tail) => password.endsWith(tail) && words.has(password.slice(0, password.length - tail.length)));
}

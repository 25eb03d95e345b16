const LONGEST_REPEATED_UNIT = 4;
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop', '1234567890', 'abcdefghijklmnopqrstuvwxyz'];

/**
 * Runs ("abcdefgh", "87654321", "qwertyui") and repetitions of a short piece ("aaaaaaaa", "abcabcabc"), which no list
 * could hold in full (NIST SP 800-63B-4 §3.1.1.2: repetitive or sequential characters).
 *
 * @param password in lower case.
 */
export function isTrivialPassword(password: string): boolean {
  return isRepetition(password) || isRun(password);
}

function isRepetition(password: string): boolean {
  for (let length = 1; length <= LONGEST_REPEATED_UNIT; length += 1) {
    const unit = password.slice(0, length);
    if (unit.repeat(Math.ceil(password.length / length)).slice(0, password.length) === password) return true;
  }
  return false;
}

function isRun(password: string): boolean {
  const rows = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);
  return rows.some((row) => row.repeat(2 + Math.ceil(password.length / row.length)).includes(password));
}

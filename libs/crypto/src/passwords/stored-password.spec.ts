import { dummyPhc, parseStored } from './stored-password';

const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
const cost = { memoryCost: 65_536, timeCost: 2, parallelism: 1 };

describe('parseStored', () => {
  it('takes a stored password apart', () => {
    expect(parseStored(phc)).toEqual({ pepperId: '', phc, cost });
    expect(parseStored(`k_1-a${phc}`)).toEqual({ pepperId: 'k_1-a', phc, cost });
  });

  it.each([
    ['another kind', phc.replace('argon2id', 'argon2i')],
    ['another version', phc.replace('v=19', 'v=16')],
    ['more memory than a gibibyte', phc.replace('65536', '1048577')],
    ['less memory than the lanes need', phc.replace('65536', '7')],
    ['no pass', phc.replace('t=2', 't=0')],
    ['a salt of impossible length', phc.replace('c29tZXNhbHQ', 'c29tZXNhbHQab')],
    ['padding', `${phc}=`],
    ['a line after it', `${phc}\n`],
    ['a kid with a dollar', `k$1${phc}`],
    ['nothing', ''],
  ])('refuses %s', (_what, stored) => {
    expect(parseStored(stored)).toBeNull();
  });
});

describe('dummyPhc', () => {
  it('costs what real hashes cost, has their form, and is another each time', () => {
    expect(parseStored(dummyPhc(cost))).toMatchObject({ pepperId: '', cost });
    expect(dummyPhc(cost)).toHaveLength('$argon2id$v=19$m=65536,t=2,p=1$'.length + 22 + 1 + 43);
    expect(dummyPhc(cost)).not.toBe(dummyPhc(cost));
  });
});

import type { Type } from '@nestjs/common';
import { validateInput } from '@countersign/web';
import { LogInDto } from './log-in.dto';
import { RegisterDto } from './register.dto';
import { StepUpDto } from './step-up.dto';
import { VerifyDto } from './verify.dto';

const refused = (type: Type<object>, body: object) =>
  expect(validateInput(type, body)).rejects.toMatchObject({ code: 'validation_failed', status: 400 });

describe('the input of auth', () => {
  it.each<[string, Type<object>, object]>([
    ['a username', LogInDto, { username: null, password: 'x' }],
    ['an e-mail', LogInDto, { email: null, password: 'x' }],
    ['a second name', LogInDto, { emailOrUsername: 'a', username: null, password: 'x' }],
    ['a password', StepUpDto, { password: null }],
    ['a code', StepUpDto, { code: null }],
    ['a proof', VerifyDto, { tempToken: 't', proof: null }],
  ])('refuses null for %s', (_what, type, body) => refused(type, body));

  it('lets out what may be left out', async () => {
    await expect(validateInput(StepUpDto, {})).resolves.toEqual({});
    await expect(validateInput(LogInDto, { username: ' jo ', password: 'x' })).resolves.toMatchObject({ username: 'jo' });
  });

  const account = { username: 'jo.doe', password: 'x' };

  it.each([
    ['a line break in quotes', '"a\r\nb"@example.com'],
    ['a quoted local part', '"jo"@example.com'],
    ['a space in quotes', '"jo doe"@example.com'],
    ['a control character', 'jo\u0007@example.com'],
    ['an invisible character', 'jo\u200b@example.com'],
    ['a line separator', 'jo\u2028@example.com'],
    ['two mailboxes', 'jo@example.com,eve@example.com'],
    ['a name before it', 'Jo <jo@example.com>'],
  ])('refuses an e-mail address with %s', (_what, email) => refused(RegisterDto, { ...account, email }));

  it.each(['jo@example.com', ' jo+tag@example.co.uk ', "o'neil@example.com", 'jörg@exämple.com'])('takes %s', async (email) => {
    await expect(validateInput(RegisterDto, { ...account, email })).resolves.toMatchObject({ email: email.trim() });
  });
});

import type { AuditEvent } from './audit.dto';
import { EXPORTS } from './export-formats';

const event: AuditEvent = {
  ...{ id: '01', type: 'user.login', title: 'Signed in', occurredAt: new Date(0), userId: null, sessionId: null, requestId: 'r', reason: null },
  ...{ ipAddress: '203.0.113.7', userAgent: 'a "quoted", agent', deviceName: 'a', data: { amr: ['pwd'] } },
};
const agentIn = (userAgent: string) => EXPORTS.csv.line({ ...event, userAgent }).split(',')[7];

describe('an export', () => {
  it('as NDJSON is one object a line', () => {
    const text = EXPORTS.ndjson.line({ ...event, userAgent: 'two\nlines' });
    expect(text.split('\n')).toHaveLength(2);
    expect(JSON.parse(text)).toMatchObject({ userAgent: 'two\nlines', occurredAt: '1970-01-01T00:00:00.000Z' });
  });

  it('as CSV quotes every cell', () => {
    expect(EXPORTS.csv.head).toBe('"id","occurredAt","type","title","userId","sessionId","ipAddress","userAgent","requestId","reason","data"\r\n');
    expect(EXPORTS.csv.line(event)).toBe(
      '"01","1970-01-01T00:00:00.000Z","user.login","Signed in","","","203.0.113.7","a ""quoted"", agent","r","","{""amr"":[""pwd""]}"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =cmd|x', '|calc'])('takes the formula from %j', (userAgent) => {
    expect(agentIn(userAgent)).toBe(`"'${userAgent}"`);
  });

  it.each(['Mozilla/5.0', 'a=b', '1-2', ''])('leaves %j as it is', (userAgent) => {
    expect(agentIn(userAgent)).toBe(`"${userAgent}"`);
  });
});

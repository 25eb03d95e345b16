import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { defineEvents, newId } from '@countersign/kernel';
import { CredentialSource } from '@countersign/web';
import type { CredentialReader, Principal } from '@countersign/web';
import { startTestApp, type TestApp } from '@countersign/web/testing';
import { AuditReader, type ActivityPage } from '../audit-reader';
import { positionOf } from '../cursor';
import { ActivityController } from './activity.controller';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditReaderGuard } from './audit-reader.guard';

const userId = newId();
const occurredAt = new Date('2026-01-02T03:04:05.678Z');
const events = defineEvents('spec', { 'spec.seen': { title: 'Something was seen' } });

/** Says who it is in a header: the `via` of the principal. */
@Injectable()
@CredentialSource()
class HeaderReader implements CredentialReader {
  readonly name = 'header';
  readonly via = 'session';
  recognises = ({ headers }: FastifyRequest) => 'x-via' in headers;
  read = async ({ headers }: FastifyRequest) => ({ userId, via: headers['x-via'], user: { id: userId, role: 'user' } }) as Principal;
}

/** Answers one event, and keeps what it was asked. */
class OneEventReader {
  readonly asked: unknown[] = [];

  async activity(user: string, page: { limit: number; cursor?: string }): Promise<ActivityPage> {
    this.asked.push([user, page.limit]);
    if (page.cursor !== undefined) positionOf(page.cursor);
    const origin = { requestId: 'r', ipAddress: '203.0.113.7', userAgent: 'curl/8.5.0' };
    const event = { ...events['spec.seen']({ userId, reason: 'true reason', data: { a: 1 } } as never), id: userId, occurredAt, origin };
    return { events: [event, { ...event, type: 'spec.gone' }, { ...event, data: { a: 1, byUserId: newId() } }], nextCursor: 'next' };
  }
}

describe('GET /auth/activity', () => {
  let test: TestApp;
  const reader = new OneEventReader();
  beforeAll(async () => {
    const providers = [HeaderReader, AuditReaderGuard, AuditContextInterceptor, { provide: AuditReader, useValue: reader }];
    test = await startTestApp({ controllers: [ActivityController], providers });
  });
  afterAll(() => test.close());
  const get = async (query = '', headers: Record<string, string> = { 'x-via': 'session' }) => {
    const answer = await fetch(`${test.url}/api/auth/activity${query}`, { headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it("answers the caller's events by their titles, without the true reason", async () => {
    const { status, body } = await get('?limit=2');
    expect(status).toBe(200);
    const shown = { id: userId, occurredAt: occurredAt.toISOString(), ipAddress: '203.0.113.7', userAgent: 'curl/8.5.0', deviceName: 'curl', data: { a: 1 } };
    const seen = { ...shown, type: 'spec.seen', title: 'Something was seen' };
    const gone = { ...shown, type: 'spec.gone', title: 'spec.gone' };
    const byAdministrator = { ...seen, ipAddress: null, userAgent: null, deviceName: null };
    expect(body).toEqual({ success: true, data: { events: [seen, gone, byAdministrator], page: { nextCursor: 'next', hasMore: true } } });
    expect(reader.asked.at(-1)).toEqual([userId, 2]);
  });

  it('holds twenty events a page unless asked', async () => {
    await get();
    expect(reader.asked.at(-1)).toEqual([userId, 20]);
  });

  it('notes in the log who read, and from where', async () => {
    await get('', { 'x-via': 'session', 'user-agent': 'spec' });
    const line = test.lines.findLast(({ msg }) => msg === 'An audit trail was read');
    expect(line).toMatchObject({ userId, userAgent: 'spec', ipAddress: expect.any(String), requestId: expect.any(String) });
  });

  it.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=x', '?other=1'])('refuses %s', async (query) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('refuses whoever names another user', async () => {
    expect(await get(`?userId=${newId()}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('wants a session', async () => {
    expect(await get('', {})).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await get('', { 'x-via': 'key' })).status).toBe(403);
  });
});

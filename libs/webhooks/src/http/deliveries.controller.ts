import { Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { problems } from '@countersign/kernel';
import { Answer, CanFail, CurrentPrincipal, Does, limitOf, pageBefore, RequireScope, success, type Principal } from '@countersign/web';
import { Deliveries } from '../deliveries';
import type { DeliveryFacts } from '../delivery.statements';
import { DeliveriesAnswer, OneDeliveryAnswer } from './answers';
import { DeliveriesQuery } from './webhook.dto';

const Id = new ParseUUIDPipe({ exceptionFactory: () => problems.not_found() });

/** What was sent to a webhook and what came of it. */
@Controller('webhooks/:id')
export class DeliveriesController {
  constructor(private readonly deliveries: Deliveries) {}

  @Get('deliveries')
  @Does('Lists what was sent to a webhook.')
  @RequireScope('webhooks:read')
  @Answer(200, DeliveriesAnswer, 'Newest first.')
  @CanFail('validation_failed', 'not_found')
  async list(@Param('id', Id) id: string, @Query() query: DeliveriesQuery, @CurrentPrincipal() { userId }: Principal) {
    const { deliveries, nextCursor } = await this.deliveries.page(userId, id, { ...query, limit: limitOf(query) });
    return success({ deliveries: deliveries.map(shown), page: pageBefore(nextCursor) });
  }

  @Post('test')
  @Does('Sends a test event to a webhook.')
  @RequireScope('webhooks:write')
  @Answer(200, OneDeliveryAnswer, 'A `webhook.test` on its way; the log says what the receiver answered.')
  @CanFail('not_found')
  async test(@Param('id', Id) id: string, @CurrentPrincipal() { userId }: Principal) {
    return success({ delivery: shown(await this.deliveries.test(userId, id)) });
  }

  @Post('deliveries/:deliveryId/replay')
  @Does('Sends a delivery again.')
  @RequireScope('webhooks:write')
  @Answer(200, OneDeliveryAnswer, 'On its way again, with the id that it had.')
  @CanFail('not_found', 'webhook_inactive', 'delivery_under_way')
  async replay(@Param('id', Id) id: string, @Param('deliveryId', Id) deliveryId: string, @CurrentPrincipal() { userId }: Principal) {
    return success({ delivery: shown(await this.deliveries.replay(userId, id, deliveryId)) });
  }
}

function shown({ url, body, history, ...delivery }: DeliveryFacts) {
  const { id, eventId, type, state, createdAt, nextAttemptAt, finishedAt } = delivery;
  const attempts = history.map((attempt) => ({ ...attempt, url: attempt.url ?? null }));
  return { id, eventId, type, state, request: { url, body }, attempts, createdAt, nextAttemptAt, finishedAt };
}

import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { problems, type Origin } from '@countersign/kernel';
import { Answer, CanFail, CurrentPrincipal, Does, Public, RequestOrigin, RequireFresh, RequireFreshSession, RequireScope, success, type Principal } from '@countersign/web';
import { offeredEvents } from '../event-list';
import { Webhooks } from '../webhooks';
import { NewWebhookAnswer, OfferedEventsAnswer, RotatedSecretAnswer, WebhookAnswer, WebhooksAnswer } from './answers';
import { ChangeWebhookDto, NewWebhookDto, RotateSecretDto } from './webhook.dto';

/** What is no id is nobody's webhook. */
const WebhookId = new ParseUUIDPipe({ exceptionFactory: () => problems.not_found() });

/** A user's webhooks; an administrator's are told of everybody's events. */
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks) {}

  @Get('events')
  @Does('Lists the events that a webhook can be told of.')
  @Public()
  @Answer(200, OfferedEventsAnswer, 'The events that a webhook can be told of.')
  events() {
    return success({ events: offeredEvents() });
  }

  @Post()
  @Does('Makes a webhook.')
  @RequireScope('webhooks:write')
  @RequireFreshSession()
  @Answer(201, NewWebhookAnswer, 'The webhook with its secret, which is shown this once. A session must be fresh.')
  @CanFail('validation_failed', 'step_up_required', 'too_many_webhooks')
  async create(@Body() webhook: NewWebhookDto, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    return success(await this.webhooks.create(webhook, { principal, origin }));
  }

  @Get()
  @Does('Lists the user’s webhooks.')
  @RequireScope('webhooks:read')
  @Answer(200, WebhooksAnswer, 'The oldest first.')
  async list(@CurrentPrincipal() { userId }: Principal) {
    return success({ webhooks: await this.webhooks.list(userId) });
  }

  @Get(':id')
  @Does('Shows a webhook.')
  @RequireScope('webhooks:read')
  @Answer(200, WebhookAnswer)
  @CanFail('not_found')
  async read(@Param('id', WebhookId) id: string, @CurrentPrincipal() { userId }: Principal) {
    return success(await this.webhooks.find(userId, id));
  }

  @Patch(':id')
  @Does('Changes a webhook, or turns it on or off.')
  @RequireScope('webhooks:write')
  @RequireFreshSession()
  @Answer(200, WebhookAnswer, 'The webhook as it is now. A session must be fresh.')
  @CanFail('validation_failed', 'step_up_required', 'not_found')
  async update(
    @Param('id', WebhookId) id: string,
    @Body() changes: ChangeWebhookDto,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return success(await this.webhooks.update(id, changes, { principal, origin }));
  }

  @Delete(':id')
  @Does('Deletes a webhook.')
  @RequireScope('webhooks:write')
  @Answer(200, null, 'Deleted, with its log. What is under way may still arrive.')
  @CanFail('not_found')
  async remove(@Param('id', WebhookId) id: string, @CurrentPrincipal() principal: Principal, @RequestOrigin() origin: Origin) {
    await this.webhooks.remove(id, { principal, origin });
    return success(undefined, 'The webhook is deleted.');
  }

  @Post(':id/rotate-secret')
  @Does('Gives a webhook a new secret.')
  @RequireFresh()
  @Answer(200, RotatedSecretAnswer, 'The new secret, which is shown this once. The old one signs beside it for a time.')
  @CanFail('validation_failed', 'step_up_required', 'not_found')
  async rotate(
    @Param('id', WebhookId) id: string,
    @Body() { overlapSeconds }: RotateSecretDto,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return success(await this.webhooks.rotateSecret(id, overlapSeconds, { principal, origin }));
  }
}

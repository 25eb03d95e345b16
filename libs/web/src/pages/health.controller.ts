import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { HealthService, type Health } from '@countersign/observability';
import { NoStore, Public, Unlimited } from '../decorators/access';

/** The three health routes, without an envelope; at the root, and by a rewritten URL under the base path too. */
@Controller('health')
@Public()
@Unlimited()
@NoStore()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    return withStatus(reply, await this.health.health());
  }

  @Get('live')
  live() {
    return this.health.live();
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    return withStatus(reply, await this.health.ready());
  }
}

function withStatus(reply: FastifyReply, health: Health): Health {
  if (health.status === 'unhealthy') void reply.code(503).header('Retry-After', '5');
  return health;
}

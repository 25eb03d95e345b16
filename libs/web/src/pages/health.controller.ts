import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { HealthService, type Health } from '@countersign/observability';
import { Public, Unlimited } from '../decorators/access';
import { Answer, Does } from '../decorators/docs';
import { HealthAnswer, LivenessAnswer } from './answers';

/** The three health routes, without an envelope; at the root, and by a rewritten URL under the base path too. */
@Controller('health')
@Public()
@Unlimited()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Does('Tells how the process and what it depends on are.')
  @Answer(200, HealthAnswer, { description: 'Healthy, or degraded: requests are served.', bare: true })
  @Answer(503, HealthAnswer, { description: 'Unhealthy: what the process cannot work without is away.', bare: true })
  async all(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    return withStatus(reply, await this.health.health());
  }

  @Get('live')
  @Does('Tells whether the process lives.')
  @Answer(200, LivenessAnswer, { description: 'The process answers. Touches no dependency.', bare: true })
  live() {
    return this.health.live();
  }

  @Get('ready')
  @Does('Tells whether requests may come.')
  @Answer(200, HealthAnswer, { description: 'Requests may come.', bare: true })
  @Answer(503, HealthAnswer, { description: 'Send requests elsewhere: the database is away, or the process is stopping.', bare: true })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    return withStatus(reply, await this.health.ready());
  }
}

function withStatus(reply: FastifyReply, health: Health): Health {
  if (health.status === 'unhealthy') void reply.code(503).header('Retry-After', '5');
  return health;
}

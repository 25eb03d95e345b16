import { Controller, Get } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { product } from '@countersign/observability';
import { Public } from '../decorators/access';
import { Answer } from '../decorators/docs';
import { success } from '../success';
import { WebSettings } from '../web.settings';
import { AboutAnswer } from './answers';

/** What answers at `/`: the service's name and where to go on. */
@Controller()
@Public()
export class RootController {
  constructor(
    private readonly settings: WebSettings,
    private readonly runtime: RuntimeSettings,
  ) {}

  @Get()
  @Answer(200, AboutAnswer, 'The name of the service and where to go on.')
  about() {
    const docs = this.runtime.isProduction ? null : '/docs';
    const { name, version } = product;
    return success({ name, version, api: this.settings.basePath || '/', docs, health: '/health' });
  }
}

import { Controller, Get } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { product } from '@countersign/observability';
import { Public } from '../decorators/access';
import { Answer, Does } from '../decorators/docs';
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
  @Does('Names the service and where to go on.')
  @Answer(200, AboutAnswer, 'Its name, its version, and where documents and health are.')
  about() {
    const docs = this.runtime.isProduction ? null : '/docs';
    const { name, version } = product;
    return success({ name, version, api: this.settings.basePath || '/', docs, health: '/health' });
  }
}

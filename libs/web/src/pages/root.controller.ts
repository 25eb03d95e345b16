import { Controller, Get } from '@nestjs/common';
import { RuntimeSettings } from '@countersign/config';
import { product } from '@countersign/observability';
import { Public } from '../decorators/access';
import { success } from '../success';
import { WebSettings } from '../web.settings';

/** What answers at `/`: the service's name and where to go on. */
@Controller()
@Public()
export class RootController {
  constructor(
    private readonly settings: WebSettings,
    private readonly runtime: RuntimeSettings,
  ) {}

  @Get()
  about() {
    const docs = this.runtime.isProduction ? null : '/docs';
    const { name, version } = product;
    return success({ name, version, api: this.settings.basePath || '/', docs, health: '/health' });
  }
}

import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch } from '@nestjs/common';
import { problems, type Origin } from '@countersign/kernel';
import {
  Answer,
  CanFail,
  CurrentPrincipal,
  Does,
  OnBehalf,
  RequestOrigin,
  RequireFresh,
  RequireScope,
  success,
  type Principal,
} from '@countersign/web';
import { ChangeMethod } from '../enrolment/change-method';
import { RemoveMethod } from '../enrolment/remove-method';
import { Methods } from '../methods/methods';
import { ChangedMethodAnswer, MethodsAnswer, RemovedMethodAnswer } from './answers';
import { ChangeMethodDto } from './factor.dto';

/** What is no id is nobody's method. */
const MethodId = new ParseUUIDPipe({ exceptionFactory: () => problems.not_found() });

/** The user's active methods. */
@Controller('2fa/methods')
export class MethodsController {
  constructor(
    private readonly methods: Methods,
    private readonly changeMethod: ChangeMethod,
    private readonly removeMethod: RemoveMethod,
  ) {}

  @Get()
  @Does('Lists the active methods.')
  @RequireScope('2fa:read')
  @OnBehalf()
  @Answer(200, MethodsAnswer, 'The default first, then by age.')
  async list(@CurrentPrincipal() { userId }: Principal) {
    const methods = await this.methods.all(userId);
    return success({ methods: methods.map((method) => this.methods.present(method)) });
  }

  @Patch(':methodId')
  @Does('Renames a method, or makes it the default.')
  @RequireFresh()
  @RequireScope('2fa:write')
  @OnBehalf()
  @Answer(200, ChangedMethodAnswer, 'The method as it is now.')
  @CanFail('validation_failed', 'step_up_required', 'not_found')
  async change(
    @Param('methodId', MethodId) methodId: string,
    @Body() changes: ChangeMethodDto,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return success({ method: await this.changeMethod.change({ principal, methodId, ...changes, origin }) });
  }

  @Delete(':methodId')
  @Does('Removes a method.')
  @RequireFresh()
  @RequireScope('2fa:write')
  @OnBehalf()
  @Answer(200, RemovedMethodAnswer, 'Removed; the last one turns two-factor authentication off. Other sessions end.')
  @CanFail('step_up_required', 'not_found', 'method_required')
  async remove(
    @Param('methodId', MethodId) methodId: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return success(await this.removeMethod.remove(principal, methodId, origin), 'The method is removed.');
  }
}

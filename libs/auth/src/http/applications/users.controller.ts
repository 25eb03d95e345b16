import { Body, Controller, Delete, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DirectoryUser } from '@countersign/accounts';
import type { Origin } from '@countersign/kernel';
import { presentUser } from '@countersign/sessions';
import { Answer, CanFail, Does, KeyOnly, RequestOrigin, RequireAdmin, RequireScope, success } from '@countersign/web';
import { ManageUsers } from '../../applications/manage-users';
import { UpsertUserDto, UserOfApplicationAnswers } from './users.dto';

/** Users of an application that keeps its own passwords, for administrators' keys; they read them too. `:id` is a UUID or `ext:<externalId>`. */
@Controller('users')
@RequireAdmin()
export class UsersController {
  constructor(private readonly users: ManageUsers) {}

  @Post()
  @Does('Makes a user without a password, or finds the one with the externalId.')
  @KeyOnly()
  @RequireScope('user:write')
  @Answer(201, UserOfApplicationAnswers, 'The user was made.')
  @Answer(200, UserOfApplicationAnswers, 'The user was there; what was given anew has replaced what was.')
  @CanFail('email_taken')
  async upsert(@Body() input: UpsertUserDto, @RequestOrigin() origin: Origin, @Res({ passthrough: true }) reply: FastifyReply) {
    const { user, isNew } = await this.users.upsert(input, origin);
    if (!isNew) void reply.code(200);
    return success({ user: presented(user) });
  }

  @Get(':id')
  @Does('Shows a user.')
  @RequireScope('user:read')
  @Answer(200, UserOfApplicationAnswers, 'The user.')
  @CanFail('not_found')
  async find(@Param('id') id: string) {
    return success({ user: presented(await this.users.find(id)) });
  }

  @Delete(':id')
  @Does('Deletes a user with everything that belongs to it.')
  @KeyOnly()
  @RequireScope('user:write')
  @Answer(200, null, 'The user is gone, and sessions, methods, codes, devices and keys with it.')
  @CanFail('not_found')
  async remove(@Param('id') id: string, @RequestOrigin() origin: Origin) {
    await this.users.remove(id, origin);
    return success(undefined, 'The user is deleted.');
  }
}

function presented({ facts, externalId, phoneNumber }: DirectoryUser) {
  return { ...presentUser(facts), externalId, phoneNumber: phoneNumber && masked(phoneNumber) };
}

/** As lists of methods do: enough to know one's own number again. */
function masked(phoneNumber: string): string {
  return `${phoneNumber.slice(0, 3)}${'*'.repeat(phoneNumber.length - 5)}${phoneNumber.slice(-2)}`;
}

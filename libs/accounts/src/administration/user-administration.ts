import { Injectable } from '@nestjs/common';
import { Database } from '@countersign/database';
import { isId } from '@countersign/kernel';
import type { UserFacts } from '@countersign/web';
import type { EntityManager } from 'typeorm';
import { normaliseEmail } from '../identifiers';
import { userFactsFrom } from '../user-facts';
import * as sql from './user-administration.statements';

/** Comes after every other one, in UTF-8 byte by byte too, as `text_pattern_ops` keeps names. */
const LAST_CHARACTER = '\u{10FFFF}';

export interface UserSearch {
  /** The beginning of an e-mail address or username, without regard to case; or an id or externalId. Left out: all. */
  readonly query?: string;
  /** After the user with this id. */
  readonly after?: string;
  readonly limit: number;
}

/** What administrators do with accounts. Ending sessions and trust, and recording it, is the flows'. */
@Injectable()
export class UserAdministration {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  async search({ query, after, limit }: UserSearch): Promise<UserFacts[]> {
    const page = [after ?? null, limit];
    if (query === undefined) return (await this.database.run(sql.list, page)).map(userFactsFrom);
    const begin = query.toLowerCase();
    const rows = await this.database.run(sql.search, [begin, begin + LAST_CHARACTER, isId(query) ? query : null, query, ...page, normaliseEmail(query)]);
    return rows.map(userFactsFrom);
  }

  /** @returns false: it was so already, or the user is gone. */
  async setActive(tx: EntityManager, userId: string, isActive: boolean): Promise<boolean> {
    return (await this.database.run(sql.setActive, [userId, isActive], tx)).length === 1;
  }
}

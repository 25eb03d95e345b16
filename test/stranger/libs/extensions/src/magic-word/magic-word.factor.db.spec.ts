import { settingsFor } from '@countersign/config/testing';
import { testSealer } from '@countersign/crypto/testing';
import { Database, DatabaseSettings } from '@countersign/database';
import { connectTestDatabase, type ConnectedTestDatabase } from '@countersign/database/testing';
import { describeFactorContract, factorEntities } from '@countersign/factors/testing';
import { newId } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import { DataSource } from 'typeorm';
// #region hidden
import { AddMagicWordsExtensions1798761600000 } from '../../../../migrations/20270101000000-extensions-add-magic-words';
// #endregion
import { MagicWord } from './magic-word.entity';
import { MagicWordFactor } from './magic-word.factor';
import { MagicWordRepository } from './magic-word.repository';

function factorOn(db: ConnectedTestDatabase, database = db.database): MagicWordFactor {
  return new MagicWordFactor(new MagicWordRepository(database, db.dataSource.getRepository(MagicWord)), testSealer());
}

describeFactorContract('magic-word', async () => {
  const db = await connectTestDatabase([...factorEntities, MagicWord]);
  // #region hidden
  // In the adopter's clone the test database has the table, since its migration stands in migrations/.
  await db.dataSource.query('drop table if exists magic_words');
  await new AddMagicWordsExtensions1798761600000().up(db.dataSource.createQueryRunner());
  // #endregion
  const nowhere = new Database(new DataSource({ type: 'postgres' }), settingsFor(DatabaseSettings, { DATABASE_URL: db.url }), recordingLogger().logger);
  const factor = factorOn(db);
  const agreedOn: string[] = [];
  return {
    db,
    factor,
    cutOff: factorOn(db, nowhere),
    setupInput: () => {
      const words = [newId(), newId()];
      agreedOn.push(...words);
      return { words };
    },
    rightProof: async ({ method }) => {
      const verdicts = await Promise.all(agreedOn.map((word) => factor.check(method, { word })));
      return { word: agreedOn[verdicts.findIndex(({ outcome }) => outcome === 'matched')] };
    },
    wrongProof: () => ({ word: 'hocus pocus' }),
    expire: async ({ method }) => {
      await db.dataSource.query('update magic_words set expires_at = now() where method_id = $1', [method.id]);
    },
    close: () => db.drop(),
  };
});

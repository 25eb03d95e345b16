import { settingsFor } from '@countersign/config/testing';
import { Database, DatabaseSettings } from '@countersign/database';
import { connectTestDatabase } from '@countersign/database/testing';
import { recordingLogger } from '@countersign/observability/testing';
import { DataSource } from 'typeorm';
import { describeFactorContract, factorEntities } from './factor-contract';
import { MAGIC_WORD_TABLE, MagicWordFactor } from './magic-word.factor';

describeFactorContract("a stranger's magic word", async () => {
  const db = await connectTestDatabase(factorEntities);
  await db.dataSource.query(MAGIC_WORD_TABLE);
  const nowhere = new Database(new DataSource({ type: 'postgres' }), settingsFor(DatabaseSettings, { DATABASE_URL: db.url }), recordingLogger().logger);
  return {
    db,
    factor: new MagicWordFactor(db.database),
    cutOff: new MagicWordFactor(nowhere),
    setupInput: () => ({ words: [`xyzzy-${db.url.length}-${process.hrtime.bigint()}`, 'plugh'] }),
    // The first word is the method's own: 'plugh' would be right for everybody.
    rightProof: async ({ method }) => {
      const sql = `select word from magic_words where method_id = $1 and word <> 'plugh' and used_at is null`;
      const [{ word }] = await db.dataSource.query(sql, [method.id]);
      return { word };
    },
    wrongProof: () => ({ word: 'abracadabra' }),
    expire: async ({ method }) => {
      await db.dataSource.query('update magic_words set expires_at = now() where method_id = $1', [method.id]);
    },
    close: () => db.drop(),
  };
});

import type { DataSource } from 'typeorm';
import type { Statement } from '../statement';

/**
 * Names of the statements whose plan reads a whole table although every index may be used. Few rows make PostgreSQL prefer
 * that, so it is told not to: what is left has no index that serves.
 */
export async function scanningStatements(dataSource: DataSource, statements: readonly Statement<unknown>[]): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('set enable_seqscan = off');
    await runner.query('set plan_cache_mode = force_generic_plan');
    const scanning: string[] = [];
    for (const { name, text } of statements) {
      const parameters = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
      await runner.query(`prepare plan_of_${name} as ${text}`);
      const given = parameters > 0 ? `(${Array(parameters).fill('null').join(', ')})` : '';
      const plan = (await runner.query(`explain execute plan_of_${name}${given}`)) as Record<'QUERY PLAN', string>[];
      if (plan.some((line) => line['QUERY PLAN'].includes('Seq Scan'))) scanning.push(name);
    }
    return scanning;
  } finally {
    await runner.release();
  }
}

import { StartupFault } from '@countersign/kernel';

/**
 * A suite that needs a real Redis: `describeWithRedis('…', (url) => { … })`. `npm test` sets TEST_REDIS_URL, to nothing where no
 * Redis can be had: then the suite says that it was left out, since the service itself works without one.
 */
export function describeWithRedis(title: string, suite: (url: string) => void): void {
  const url = process.env.TEST_REDIS_URL;
  if (url === undefined) throw new StartupFault('TEST_REDIS_URL is not set: run "npm test", which starts a Redis of its own.');
  describe(title, () => {
    if (url !== '') return suite(url);
    it('is left out: there is no Redis on this machine', () => expect(url).toBe(''));
  });
}

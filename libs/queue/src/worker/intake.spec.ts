import { recordingLogger } from '@countersign/observability/testing';
import { Intake } from './intake';
import type { MessageRunner } from './message-runner';
import type { Messages } from './messages';
import type { ClaimedMessage, Held } from './messages.statements';
import type { Processors } from './processors';

const claimedOf = (id: string) => ({ id, claim: `claim of ${id}` }) as ClaimedMessage;

describe('a worker that stops while knocks wait for their claims', () => {
  it('claims nothing more, runs nothing, and gives back what was claimed meanwhile', async () => {
    const [claims, runs, released]: [string[][], string[], string[]] = [[], [], []];
    let answer = () => {};
    const messages: Pick<Messages, 'claim' | 'release'> = {
      async claim(ids) {
        claims.push([...ids]);
        await new Promise<void>((resolve) => (answer = resolve));
        return ids.map(claimedOf);
      },
      release: async (held: readonly Held[]) => void released.push(...held.map(({ id }) => id)),
    };
    const runner: Pick<MessageRunner, 'run'> = { run: async ({ id }) => void runs.push(id) };
    const processors: Pick<Processors, 'names'> = { names: () => ['any'] };
    const intake = new Intake(messages as Messages, runner as MessageRunner, processors as Processors, recordingLogger().logger);
    const knocks = ['one', 'two', 'three'].map((id) => intake.knock(id));
    const stopped = intake.stop();
    answer();
    await Promise.all([stopped, ...knocks]);
    expect([claims, runs, released]).toEqual([[['one']], [], ['one']]);
  });
});

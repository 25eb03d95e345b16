import { defineProblems, listProblems } from './problems';
import { Problem } from './problem';

describe('defineProblems', () => {
  const sample = defineProblems('sample', {
    sample_broken: { status: 400, title: 'Broken', detail: 'It is broken.', exposes: ['left'] },
  });

  it('makes a problem that keeps the true reason apart from what the caller reads', () => {
    const problem = sample.sample_broken({ left: 2 }, { reason: 'the row was gone', retryAfterSeconds: 3 });
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code: 'sample_broken', status: 400, detail: 'It is broken.', extras: { left: 2 } });
    expect(problem).toMatchObject({ reason: 'the row was gone', retryAfterSeconds: 3 });
  });

  it('lists what was defined', () => {
    expect(listProblems().find(({ code }) => code === 'sample_broken')).toMatchObject({ owner: 'sample', status: 400 });
  });

  it('refuses a second problem with the same code', () => {
    const again = () => defineProblems('other', { sample_broken: { status: 400, title: 'x', detail: 'x' } });
    expect(again).toThrow('Two problems are named "sample_broken"');
  });
});

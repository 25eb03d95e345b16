import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { StartupFault } from '@countersign/kernel';
import { defineJob } from '../job';
import { JobProcessor, type JobHandler } from './job-processor';
import { Processors } from './processors';

const first = defineJob({ name: 'spec.first.v1', queue: 'a', maxAttempts: 1, backoffSeconds: [] });
const second = defineJob({ name: 'spec.second.v1', queue: 'b', maxAttempts: 1, backoffSeconds: [] });

class Handler implements JobHandler {
  handle = async () => undefined;
}

@JobProcessor(first)
class First extends Handler {}
@JobProcessor(first)
class FirstAgain extends Handler {}
@JobProcessor(second)
class Second extends Handler {}
@Injectable()
class Bystander {}

const boot = async (...providers: Type[]) => {
  const module = await Test.createTestingModule({ imports: [DiscoveryModule], providers: [Processors, Bystander, ...providers] }).compile();
  await module.init();
  return module.get(Processors);
};

describe('the processors of a worker', () => {
  it('are found by their mark', async () => {
    const processors = await boot(First, Second);
    expect(processors.of('spec.first.v1').handler).toBeInstanceOf(First);
    expect(processors.queues().sort()).toEqual(['a', 'b']);
    expect(processors.names('b')).toEqual(['spec.second.v1']);
  });

  it('refuse to start without one for each job', async () => {
    const starting = boot(First);
    await expect(starting).rejects.toThrow(StartupFault);
    await expect(starting).rejects.toThrow('No processor does the job "spec.second.v1". Mark a class with @JobProcessor');
  });

  it('refuse to start with two for one job', async () => {
    await expect(boot(First, FirstAgain, Second)).rejects.toThrow('Two processors do the job "spec.first.v1": First and FirstAgain.');
  });
});

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discover, StartupFault } from '@countersign/kernel';
import { listJobs, type Job } from '../job';
import { PROCESSOR, type JobHandler } from './job-processor';

interface Processor {
  readonly job: Job;
  readonly handler: JobHandler;
}

/** The handlers of this worker by job. A worker with a job that nobody does, or that two do, does not start. */
@Injectable()
export class Processors implements OnModuleInit {
  readonly #byJob = new Map<string, Processor>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { plugin: handler, mark: job } of discover<JobHandler, Job>(this.discovery, PROCESSOR)) this.add({ job, handler });
    const missing = listJobs().find(({ name }) => !this.#byJob.has(name));
    if (missing) throw new StartupFault(missingSentence(missing.name));
  }

  of(job: string): Processor {
    const processor = this.#byJob.get(job);
    if (!processor) throw new StartupFault(missingSentence(job));
    return processor;
  }

  queues(): string[] {
    return [...new Set(this.jobs().map(({ queue }) => queue))];
  }

  /** Names of the jobs that this worker knows. A row with another name is left to a newer worker. */
  names(queue?: string): string[] {
    return this.jobs().filter((job) => queue === undefined || job.queue === queue).map(({ name }) => name);
  }

  private jobs(): Job[] {
    return [...this.#byJob.values()].map(({ job }) => job);
  }

  private add(processor: Processor): void {
    const { job, handler } = processor;
    const other = this.#byJob.get(job.name)?.handler;
    if (other) {
      const [first, second] = [other.constructor.name, handler.constructor.name];
      throw new StartupFault(`Two processors do the job "${job.name}": ${first} and ${second}. Take @JobProcessor off one of them.`);
    }
    this.#byJob.set(job.name, processor);
  }
}

function missingSentence(name: string): string {
  return (
    `No processor does the job "${name}". Mark a class with @JobProcessor(…) of that job, list it in the providers of its ` +
    `lib's worker module, and list that module in apps/worker/src/worker.module.ts.`
  );
}

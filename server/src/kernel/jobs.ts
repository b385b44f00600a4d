// Background jobs and schedules, on BullMQ: its PostgreSQL backend by default, Redis or Valkey where there is one.

import { createPostgresBackend, Queue, type QueueOptions, runMigrations, Worker, withBackend } from "bullmq";
import { Redis } from "ioredis";
import type pg from "pg";
import { connectionOptions } from "./db.ts";

/** Work that comes round by itself. However many processes run, each round is done once. */
export type ScheduledJob = {
  name: string;
  everyMs: number;
  /** What may take long ends early, or throws its reason, when the process does; the next round goes on with it. */
  run(stopping?: AbortSignal): Promise<void>;
};

export type Jobs = { stop(): Promise<void> };

export type JobsOptions = {
  databaseUrl: string;
  redisUrl: string | undefined;
  jobs: readonly ScheduledJob[];
  onError(error: Error): void;
};

const queueName = "background";
/** BullMQ's own default; its tables stay apart from ours. */
const schema = "bullmq";

export function startJobs(options: JobsOptions): Promise<Jobs> {
  return options.redisUrl === undefined
    ? startOnPostgres(options)
    : startOnRedis(options, new Redis(options.redisUrl, { maxRetriesPerRequest: null }));
}

/** Brings BullMQ's tables up to date; `client` is a session of the owner's. */
export async function migrateJobs(client: pg.Client): Promise<void> {
  await runMigrations(client, schema);
  await client.query(`
    grant usage on schema ${schema} to waypost_engine;
    grant all on all tables in schema ${schema} to waypost_engine;
    grant all on all sequences in schema ${schema} to waypost_engine;
    grant execute on all functions in schema ${schema} to waypost_engine`);
}

async function startOnPostgres(options: JobsOptions): Promise<Jobs> {
  const { connectionString, options: role } = connectionOptions(options.databaseUrl, "waypost_engine");
  // One connection each, and one of the worker's own for LISTEN.
  const connection = { connectionString, options: role, schema, max: 1 };
  const classes = withBackend(createPostgresBackend);
  const stop = await run(
    options,
    new classes.Queue(queueName, { connection }),
    (process) => new classes.Worker(queueName, process, { connection, ...workerSettings }),
  );
  return { stop };
}

async function startOnRedis(options: JobsOptions, redis: Redis): Promise<Jobs> {
  redis.on("error", options.onError);
  const connection: Pick<QueueOptions, "connection"> = { connection: redis };
  const stop = await run(
    options,
    new Queue(queueName, connection),
    (process) => new Worker(queueName, process, { ...connection, ...workerSettings }),
  );
  return {
    stop: async () => {
      await stop();
      await redis.quit();
    },
  };
}

/** Scheduled work can wait a minute for a dead process; looking more often costs writes for nothing. */
const workerSettings = { concurrency: 2, stalledInterval: 60_000, lockDuration: 60_000 };

/** What the two backends' classes have in common; their own types differ by the connection they hold. */
type Scheduling = {
  upsertJobScheduler(id: string, repeat: { every: number }, template: object): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};
type Working = {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "failed", listener: (job: unknown, error: Error) => void): unknown;
  close(): Promise<void>;
};

async function run(
  options: JobsOptions,
  queue: Scheduling,
  createWorker: (process: Processor) => Working,
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const worker = createWorker(processor(options.jobs, stopping.signal));
  queue.on("error", options.onError);
  worker.on("error", options.onError);
  worker.on("failed", (_job, error) => options.onError(error));
  for (const job of options.jobs) {
    const keep = { removeOnComplete: 10, removeOnFail: 100 };
    await queue.upsertJobScheduler(job.name, { every: job.everyMs }, { name: job.name, opts: keep });
  }
  return async () => {
    stopping.abort();
    await worker.close();
    await queue.close();
  };
}

type Processor = (job: { name: string }) => Promise<void>;

function processor(jobs: readonly ScheduledJob[], stopping: AbortSignal): Processor {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  return async ({ name }) => {
    try {
      // A name this release does not know was scheduled by another release: not ours to run, and not a failure.
      await byName.get(name)?.run(stopping);
    } catch (error) {
      if (!stopping.aborted || error !== stopping.reason) throw error;
    }
  };
}

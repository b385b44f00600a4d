// Delivers updates to callbacks: gathers them for a moment, posts them signed, and retries.
import { Agent } from "undici";
import type { App, Callback } from "../business/index.ts";
import type { Clock } from "../clock.ts";
import type { Conditions } from "../conditions.ts";
import type { Schedule } from "../schedule.ts";
import { disturb } from "./disturbance.ts";
import type { Update } from "./payload.ts";
import { post } from "./post.ts";
import type { Batch } from "./post.ts";

export type Webhooks = {
  push(callback: Callback, update: Update): void;
  counts(): WebhookCounts & { waiting: number };
  /** Look again: a hold was lifted or a limit changed. */
  wake(): void;
  clear(): void;
  stop(): Promise<void>;
};

export type WebhookCounts = {
  posts: number;
  retries: number;
  acknowledged: number;
  lost: number;
  dropped: number;
};

export type WebhookDeps = { clock: Clock; schedule: Schedule; conditions: Conditions; app: App };

/** What one callback still has to be told. */
export type Queue = {
  callback: Callback;
  updates: Update[];
  /** Refused before: those whose backoff is not over, and those that may go again. */
  backingOff: Set<Batch>;
  ready: Batch[];
  inFlight: number;
  flushing: boolean;
  waiting: number;
  /** Set when the network was reset or stopped: what is under way is forgotten. */
  closed: boolean;
};

export type Delivery = WebhookDeps & { agent: Agent; counts: WebhookCounts };

export function createWebhooks(deps: WebhookDeps): Webhooks {
  const counts: WebhookCounts = { posts: 0, retries: 0, acknowledged: 0, lost: 0, dropped: 0 };
  const agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000 });
  const delivery: Delivery = { ...deps, agent, counts };
  const queues = new Map<Callback, Queue>();

  const enqueue = (callback: Callback, update: Update) => {
    let queue = queues.get(callback);
    if (!queue) {
      queue = createQueue(callback);
      queues.set(callback, queue);
    }
    queue.updates.push(update);
    queue.waiting += 1;
    gather(delivery, queue);
  };

  const forget = () => {
    for (const queue of queues.values()) queue.closed = true;
    queues.clear();
  };

  return {
    push(callback, update) {
      if (deps.app.fields && !deps.app.fields.has(update.field)) return;
      disturb(delivery, update, (disturbed) => enqueue(callback, disturbed));
    },
    counts: () => ({
      ...counts,
      waiting: [...queues.values()].reduce((sum, { waiting }) => sum + waiting, 0),
    }),
    wake() {
      for (const queue of queues.values()) pump(delivery, queue);
    },
    clear() {
      forget();
      Object.assign(counts, { posts: 0, retries: 0, acknowledged: 0, lost: 0, dropped: 0 });
    },
    async stop() {
      forget();
      await agent.destroy();
    },
  };
}

/** Waits a few milliseconds for company, or until enough has come together. */
function gather(delivery: Delivery, queue: Queue) {
  const { flush_at, flush_ms, retry } = delivery.conditions.settings.webhooks;
  if (queue.waiting > retry.max_waiting) dropOldest(delivery, queue);
  if (queue.updates.length >= flush_at) return pump(delivery, queue);
  if (queue.flushing) return;
  queue.flushing = true;
  const flush = () => {
    queue.flushing = false;
    pump(delivery, queue);
  };
  if (flush_ms === 0) setImmediate(flush);
  else setTimeout(flush, flush_ms);
}

/** Starts as many POSTs as may be under way; what is left rides with the next answer. */
function pump(delivery: Delivery, queue: Queue) {
  const { max_updates, concurrency } = delivery.conditions.settings.webhooks;
  if (queue.closed || delivery.conditions.faults.webhooks.hold) return;
  while (queue.inFlight < concurrency) {
    const batch = queue.ready.shift() ?? take(queue, max_updates, delivery.clock.now());
    if (!batch) return;
    void send(delivery, queue, batch);
  }
}

/** A POST may hold 3 MB (Meta: webhooks); the envelope around each update needs its share. */
const BODY_LIMIT = 2_000_000;

function take(queue: Queue, maxUpdates: number, now: number): Batch | undefined {
  let count = 0;
  let size = 0;
  for (const { json, contact } of queue.updates) {
    size += json.length + contact.length;
    if (count === maxUpdates || (size > BODY_LIMIT && count > 0)) break;
    count += 1;
  }
  return count === 0 ? undefined : newBatch(queue.updates.splice(0, count), now);
}

function newBatch(updates: Update[], since: number): Batch {
  return { updates, body: undefined, attempts: 0, since };
}

async function send(delivery: Delivery, queue: Queue, batch: Batch) {
  if (queue.callback.url === "") return settle(delivery, queue, batch, "lost");
  queue.inFlight += 1;
  const acknowledged = await post(delivery, queue.callback, batch);
  queue.inFlight -= 1;
  if (queue.closed) return;
  if (acknowledged) settle(delivery, queue, batch, "acknowledged");
  else retryLater(delivery, queue, batch);
  pump(delivery, queue);
}

/** At once, then ever less often, for up to 7 days (Meta: webhooks); clock and spans are settings. */
function retryLater(delivery: Delivery, queue: Queue, batch: Batch) {
  const { clock, schedule, conditions, counts } = delivery;
  const { first_ms, max_ms, give_up_ms } = conditions.settings.webhooks.retry;
  if (clock.now() - batch.since >= give_up_ms) return settle(delivery, queue, batch, "lost");
  const wait = batch.attempts <= 1 ? 0 : Math.min(max_ms, first_ms * 2 ** (batch.attempts - 2));
  counts.retries += 1;
  queue.backingOff.add(batch);
  schedule.at(clock.now() + wait, () => {
    if (!queue.backingOff.delete(batch)) return;
    queue.ready.push(batch);
    pump(delivery, queue);
  });
}

type Settlement = "acknowledged" | "lost" | "dropped";

function settle({ counts }: Delivery, queue: Queue, { updates }: Batch, settlement: Settlement) {
  queue.waiting -= updates.length;
  counts[settlement] += updates.length;
}

function dropOldest(delivery: Delivery, queue: Queue) {
  const [oldest] = queue.backingOff;
  if (oldest) queue.backingOff.delete(oldest);
  settle(delivery, queue, oldest ?? newBatch(queue.updates.splice(0, 1_000), 0), "dropped");
}

function createQueue(callback: Callback): Queue {
  return {
    callback,
    updates: [],
    backingOff: new Set(),
    ready: [],
    inFlight: 0,
    flushing: false,
    waiting: 0,
    closed: false,
  };
}

// A client that asks until it is answered, and remembers what it was told: the history a checker joins.

import { createClient, type Failure, type OutgoingMessage } from "../../../server/src/client/index.ts";
import type { Accepted } from "../check/facts.ts";
import type { Random } from "../random.ts";
import { last } from "../wait.ts";
import type { Tenant } from "./tenants.ts";
import { type Stream, streamOf, type Wanted } from "./workload.ts";

export type Submitter = {
  /** Resolves when that many more were accepted. One at a time: a second call waits for the first. */
  submit(count: number): Promise<void>;
  /** What failed requests were told, by status and code. */
  heard(): Readonly<Record<string, number>>;
  close(): Promise<void>;
};

const batchMax = 200;

export function createSubmitter(
  url: string,
  tenant: Tenant,
  random: Random,
  accepted: Accepted[],
): Submitter {
  const heard: Record<string, number> = {};
  const client = createClient({
    url,
    authorize: () => Promise.resolve(tenant.key),
    patienceMs: 1_000,
    onRetry: (failure) => note(heard, failure),
  });
  const streams = tenant.senders.map((sender) => streamOf(tenant.name, sender, random));
  const keys = { prefix: `${tenant.name}-${Math.floor(random.next() * 1e9)}`, used: 0 };
  let running = Promise.resolve();
  const submit = async (count: number): Promise<void> => {
    for (let left = count; left > 0;) {
      const wanted = draw(streams, random, left);
      left -= wanted.length;
      const key = `${keys.prefix}-${(keys.used += 1)}`;
      const ids = await sendUntilAnswered(client, wanted, key, heard);
      wanted.forEach((message, index) =>
        accepted.push({ ...message, tenant: tenant.name, id: ids[index] ?? "" }),
      );
      // Clients repeat themselves: the same request under its key is the same messages.
      if (random.next() < 0.05) await expectReplay(client, wanted, key, { ids, heard });
    }
  };
  return {
    submit: (count) => (running = running.then(() => submit(count))),
    heard: () => heard,
    close: () => client.close(),
  };
}

/** Every fifth request is one message by itself. */
function draw(streams: readonly Stream[], random: Random, left: number): Wanted[] {
  const size = random.next() < 0.2 ? 1 : Math.min(left, Math.ceil(random.next() * batchMax));
  return Array.from({ length: size }, () => random.pick(streams).next());
}

type Client = ReturnType<typeof createClient>;

/** Whatever the answer, the same request goes again under its key until it is accepted. */
async function sendUntilAnswered(
  client: Client,
  wanted: readonly Wanted[],
  key: string,
  heard: Record<string, number>,
): Promise<string[]> {
  for (;;) {
    const ids = await send(client, wanted, key);
    if (Array.isArray(ids)) return ids;
    note(heard, ids);
    // A request that can never be accepted is a mistake of the run's.
    if (ids.status !== null && ids.status < 500 && ids.status !== 429 && ids.status !== 409)
      throw new Error(`${ids.status} ${ids.code}: ${ids.detail}`);
    await last(200);
  }
}

async function expectReplay(
  client: Client,
  wanted: readonly Wanted[],
  key: string,
  { ids, heard }: { ids: string[]; heard: Record<string, number> },
): Promise<void> {
  const again = await sendUntilAnswered(client, wanted, key, heard);
  if (again.join() !== ids.join()) throw new Error(`the key ${key} made other messages when it was repeated`);
}

async function send(client: Client, wanted: readonly Wanted[], key: string): Promise<string[] | Failure> {
  const [only] = wanted;
  if (wanted.length === 1 && only !== undefined) {
    const result = await client.sendMessage(outgoing(only), key);
    return result.ok ? [result.value.id] : result.failure;
  }
  const result = await client.sendBatch(wanted.map(outgoing), key);
  if (!result.ok) return result.failure;
  return result.value.data.map((item) => {
    if ("id" in item) return item.id;
    throw new Error(`a message of the run was refused: ${JSON.stringify(item.error)}`);
  });
}

function outgoing({ sender, to, category, policy, text }: Wanted): OutgoingMessage {
  return { from: sender, to: `+${to}`, type: "text", text: { body: text }, category, unknown_policy: policy };
}

function note(heard: Record<string, number>, { status, code }: Failure): void {
  const what = `${status ?? "no answer"} ${code}`;
  heard[what] = (heard[what] ?? 0) + 1;
}

// The control process: the real acceptor and intake worker behind a client's requests and a provider's webhooks.

import { createIntakeWorkerOver } from "../../../server/src/intake/intake-worker.ts";
import { createAcceptor, type Acceptor } from "../../../server/src/messaging/accept-message.ts";
import type { NewMessage } from "../../../server/src/messaging/store/accept.ts";
import type { StatusEvent } from "../../../server/src/transports/transport.ts";
import { type Journal } from "../journal.ts";
import type { Sim } from "../model/database.ts";
import type { PlannedMessage } from "../plan.ts";
import { acceptingDatabase } from "../ports/accepting-database.ts";
import { intakeStoreOf, storeWebhook } from "../ports/intake-store.ts";
import { boot, clockOf, epochMs, inside, type Life, type Machine } from "../world/machine.ts";
import type { Ground, SenderRow } from "./transport-node.ts";

export type Api = {
  life: Life;
  submit(planned: PlannedMessage, answer: (id: string) => void): void;
  /** A webhook's body; `ok` when it is durable. */
  receive(body: string, answer: (ok: boolean) => void): void;
};

export type ApiGround = Pick<Ground, "sim" | "senders" | "newId"> & { journal: Journal };

export function startApi(ground: ApiGround, machine: Machine): Api {
  const { sim, senders } = ground;
  const life = boot(sim.world, machine);
  const clock = clockOf(sim.world, life);
  const newId = (): string => ground.newId(life);
  const worker = createIntakeWorkerOver(
    { store: intakeStoreOf(sim, life, sendersByName(senders)), clock },
    {
      evidence: { newId, random: clock.random },
      read: (_source, body) => ({ events: readBody(body), changes: [], problem: null }),
      onError: () => undefined,
      counters: { applied: () => undefined, parked: () => undefined, unreadable: () => undefined },
    },
  );
  const listener = { life, hear: (channel: string) => void (channel === "intake" && worker.nudge()) };
  sim.listeners.add(listener);
  life.onDeath.push(() => void sim.listeners.delete(listener));
  const acceptor = createAcceptor({ db: acceptingDatabase(sim, life), clock });
  return {
    life,
    submit: (planned, answer) => {
      const message = rowOf(ground, planned, newId());
      ground.journal.names.set(message.id, planned.name);
      void accept(acceptor, planned.name, message).then(answer, () => undefined);
    },
    receive: (body, answer) => {
      void storeWebhook(sim, life, { id: newId(), body }).then(
        () => answer(true),
        () => answer(false),
      );
    },
  };
}

async function accept(acceptor: Acceptor, key: string, message: NewMessage): Promise<string> {
  const acceptance = await acceptor.accept({
    tenantId: message.tenant_id,
    messages: [message],
    idempotency: { mode: "test", route: "POST /v1/messages", key, fingerprint: key },
    answer: () => ({ status: 202, body: message.id }),
  });
  if (acceptance.kind === "mismatch") throw new Error("the same key for another body");
  return String(acceptance.body);
}

function rowOf({ sim, senders }: ApiGround, planned: PlannedMessage, id: string): NewMessage {
  const sender = senders[planned.sender];
  if (sender === undefined) throw new Error("no such sender");
  // Times are the client's: it says when, whatever clock the process has.
  const dueAt = epochMs + Math.floor(planned.at) + planned.delayMs;
  const { schedule } = sim.world;
  return {
    tenant_id: sender.tenantId,
    id,
    mode: "test",
    sender_id: sender.id,
    shard: sender.shard,
    recipient: planned.recipient,
    class: planned.class,
    category: "utility",
    type: "text",
    body: { type: "text", text: { body: planned.name } },
    status: dueAt > epochMs + schedule.now() ? "scheduled" : "queued",
    due_at: new Date(dueAt).toISOString(),
    expires_at: planned.ttlMs === null ? null : new Date(dueAt + planned.ttlMs).toISOString(),
    unknown_policy: planned.policy,
    client_reference: null,
    metadata: null,
    created_at: new Date(epochMs + schedule.now()).toISOString(),
  };
}

function sendersByName(senders: readonly SenderRow[]): Map<string, { tenantId: string; senderId: string }> {
  return new Map(senders.map(({ tenantId, id }) => [id, { tenantId, senderId: id }]));
}

export function webhookBody(externalId: string, event: StatusEvent): string {
  return JSON.stringify({ externalId, event });
}

function readBody(body: Buffer): { externalId: string; event: StatusEvent }[] {
  const { externalId, event } = JSON.parse(String(body)) as { externalId: string; event: StatusEvent };
  return [{ externalId, event: { ...event, at: new Date(event.at) } }];
}

/** One HTTP request over a network that may lose it or its answer; `done(null)` when the caller gives up. */
export function request<T>(
  sim: Sim,
  api: Api | null,
  work: (api: Api, answer: (value: T) => void) => void,
  done: (value: T | null) => void,
): void {
  const { schedule } = sim.world;
  let over = false;
  const finish = (value: T | null): void => {
    if (over) return;
    over = true;
    done(value);
  };
  schedule.at(schedule.now() + 1_500, () => finish(null));
  if (api === null || api.life.dead) return;
  const { random } = api.life;
  if (random.chance(0.03)) return;
  const arrive = (): void =>
    inside(api.life, () =>
      work(api, (value) => {
        if (!random.chance(0.06)) schedule.at(schedule.now() + random.between(1, 20), () => finish(value));
      }),
    );
  schedule.at(schedule.now() + random.between(1, 20), arrive);
}

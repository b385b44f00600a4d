// Keeps a portfolio below Meta's messaging limit: asked before each template leaves, for many of them at once.

import { createBatcher } from "../../kernel/batcher.ts";
import type { Database } from "../../kernel/db.ts";
import type { Outcome, Transport } from "../../transports/transport.ts";
import { factsOfNumbers } from "../apply-facts.ts";
import { initiate, type Initiated, type Initiation, readSenderPlace } from "../store/limits.ts";
import { peopleAllowed, waitForRoom } from "./portfolio.ts";
import { keepWithheld } from "./withheld.ts";

export type LimitGuard = {
  /** Null when the template may go to this person (E.164) now. */
  refusal(senderId: string, person: string): Promise<Outcome | null>;
  /** Meta has said at once that this person has had enough marketing; they are left alone for a while. */
  withheld(senderId: string, person: string): Promise<void>;
};

export type LimitGuardDeps = {
  /** Under the engine's role. */
  engine: Database;
  now(): Date;
  onError(error: Error): void;
};

/** How long a limit that was raised or lowered is not known here. */
const rememberMs = 2_000;
const sendersMax = 10_000;

type Limited = Omit<Initiation, "index" | "person">;

/** A limit nobody has told us is none we could keep; nor is Meta's highest, which has no figure. */
export function createLimitGuard({ engine, now, onError }: LimitGuardDeps): LimitGuard {
  const known = new Map<string, { limited: Promise<Limited | null>; until: number }>();
  const batcher = createBatcher<Omit<Initiation, "index">, Initiated>({
    flushesMax: 1,
    itemsMax: 500,
    flush: (items) => initiateAll(engine, items),
  });
  const limitOf = (senderId: string): Promise<Limited | null> => {
    const remembered = known.get(senderId);
    const at = now().getTime();
    if (remembered !== undefined && at < remembered.until) return remembered.limited;
    if (known.size >= sendersMax) known.clear();
    const limited = readLimit(engine, senderId);
    known.set(senderId, { limited, until: at + rememberMs });
    limited.catch(() => known.delete(senderId));
    return limited;
  };
  return {
    refusal: async (senderId, person) => {
      try {
        const limited = await limitOf(senderId);
        if (limited === null) return null;
        const answer = await batcher.add({ ...limited, person });
        return answer.admitted ? null : tooMany(limited.allowed, waitForRoom(answer.oldest, now()));
      } catch (error) {
        // Nothing has left; whether there is room shows when the database can be asked again.
        onError(error instanceof Error ? error : new Error(String(error)));
        return later("provider_unavailable", "Meta's messaging limit could not be looked at.", retryMs);
      }
    },
    withheld: (senderId, person) => keepRest(engine, { senderId, person, at: now() }).catch(onError),
  };
}

async function keepRest(
  engine: Database,
  { senderId, person, at }: { senderId: string; person: string; at: Date },
): Promise<void> {
  const [place] = await readSenderPlace(engine, [senderId]);
  if (place === undefined) return;
  await engine.transaction((tx) => keepWithheld(tx, [{ tenantId: place.tenant_id, person, at }]));
}

const retryMs = 5_000;

async function initiateAll(
  engine: Database,
  items: readonly Omit<Initiation, "index">[],
): Promise<Initiated[]> {
  const wanted = items.map((item, index) => ({ index, ...item }));
  const rows = await engine.transaction((tx) => initiate(tx, wanted));
  return rows.toSorted((a, b) => a.index - b.index);
}

async function readLimit(engine: Database, senderId: string): Promise<Limited | null> {
  const [place] = await readSenderPlace(engine, [senderId]);
  if (place === undefined) return null;
  const facts = await factsOfNumbers(engine, [place]);
  const limit = facts.get(place.id)?.messaging_limit?.value ?? null;
  const portfolio = place.portfolio_id ?? place.waba_id;
  if (limit === null || portfolio === null) return null;
  return { tenant_id: place.tenant_id, sender_id: place.id, portfolio, allowed: peopleAllowed(limit) };
}

function tooMany(allowed: number, afterMs: number): Outcome {
  const detail =
    `The business has begun to write to ${allowed} people in 24 hours, 90 % of what Meta allows it; ` +
    "the message waits for room.";
  return later("messaging_limit_reached", detail, afterMs);
}

function later(
  code: "messaging_limit_reached" | "provider_unavailable",
  detail: string,
  afterMs: number,
): Outcome {
  const error = { code, providerCode: null, detail };
  return { kind: "later", error, scope: "message", afterMs, counts: false };
}

/** Free-form messages go to who has written anyway, so only templates are asked about. */
export function withMessagingLimit(transport: Transport, guard: LimitGuard): Transport {
  return {
    ...transport,
    open: async (account, emit) => {
      const session = await transport.open(account, emit);
      return {
        ...session,
        send: async (message, signal) => {
          const isTemplate = message.message.type === "template";
          const refusal = isTemplate ? await guard.refusal(account.senderId, message.to) : null;
          if (refusal !== null) return refusal;
          const outcome = await session.send(message, signal);
          const isWithheld = outcome.kind === "refused" && outcome.error.code === "marketing_capped";
          if (isWithheld) await guard.withheld(account.senderId, message.to);
          return outcome;
        },
      };
    },
  };
}

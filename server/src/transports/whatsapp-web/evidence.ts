// What becomes of our messages after they were sent, told in order and only of messages that are ours.

import type { StatusEvent, TransportEvent } from "../transport.ts";
import { failureOfError } from "./error-map.ts";
import { createBoundedMap } from "./bounded-map.ts";
import type { BoundedMap } from "./bounded-map.ts";
import type { Told } from "./incoming/status.ts";
import type { SentMessages } from "./sent-messages.ts";

export type Evidence = {
  /** Resolves to true once all of it is durable, or known to be of nobody's interest. */
  statuses(told: readonly Told[]): Promise<boolean>;
  /** WhatsApp took it, and whoever waits has been told. */
  acknowledged(id: string): void;
  /** WhatsApp's word on a message nobody waits for any more; null is an acceptance. */
  lateAck(id: string, error: string | null): void;
};

type EvidenceDeps = {
  sent: SentMessages;
  now(): Date;
  /** In order, one after another. */
  tell(events: () => Promise<readonly TransportEvent[]>): Promise<boolean>;
};

/** The furthest a message is known to have come, and whether that is durable. */
type Step = { step: number; told: Promise<boolean> };

export function createEvidence({ sent, now, tell }: EvidenceDeps): Evidence {
  const furthest = createBoundedMap<Step>({ entries: 2000 });
  const event = async (id: string, rest: Pick<StatusEvent, "status" | "at" | "error" | "retry">) => {
    const message = await sent.find(id);
    // The phone and other devices of this number send too; those messages are not ours to report.
    if (!message) return [];
    const { correlation } = message;
    return [{ kind: "status", providerMessageId: id, correlation, ...rest } as const];
  };
  return {
    statuses: async (all) => {
      const news = all.filter((one) => isNews(furthest, one));
      // What was told before may still be on its way.
      const onItsWay = all.flatMap(({ id }) => furthest.get(id)?.told ?? []);
      if (news.length > 0) {
        const told = tell(async () => {
          const found = news.map(({ id, status, at }) =>
            event(id, { status, at: at ?? now(), error: null, retry: null }),
          );
          return (await Promise.all(found)).flat();
        });
        for (const one of news) advance(furthest, one, told);
        onItsWay.push(told);
      }
      return (await Promise.all(onItsWay)).every(Boolean);
    },
    acknowledged: (id) => {
      const ack = { id, status: "sent" } as const;
      if (isNews(furthest, ack)) advance(furthest, ack, Promise.resolve(true));
    },
    lateAck: (id, error) => {
      const at = now();
      if (error !== null) {
        void tell(() => event(id, { status: "failed", at, ...failureOfError(error) }));
        return;
      }
      const ack = { id, status: "sent" } as const;
      if (!isNews(furthest, ack)) return;
      const told = tell(() => event(id, { status: "sent", at, error: null, retry: null }));
      advance(furthest, ack, told);
    },
  };
}

/** Not so for what was told before: each receipt comes from the wire, and again from Baileys. */
function isNews(furthest: BoundedMap<Step>, { id, status }: Pick<Told, "id" | "status">): boolean {
  return steps.indexOf(status) > (furthest.get(id)?.step ?? -1);
}

function advance(
  furthest: BoundedMap<Step>,
  { id, status }: Pick<Told, "id" | "status">,
  told: Promise<boolean>,
): void {
  const mine = { step: steps.indexOf(status), told };
  furthest.set(id, mine);
  // Untold in the end: WhatsApp repeats it, and it is news again.
  void told.then((isTold) => {
    if (!isTold && furthest.get(id) === mine) furthest.delete(id);
  });
}

const steps: readonly Told["status"][] = ["sent", "delivered", "read", "played"];

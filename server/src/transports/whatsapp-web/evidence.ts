// What becomes of our messages after they were sent, told in order and only of messages that are ours.

import type { StatusEvent, TransportEvent } from "../transport.ts";
import { failureOfError } from "./error-map.ts";
import { createBoundedMap } from "./bounded-map.ts";
import type { Told } from "./incoming/status.ts";
import type { SentMessages } from "./sent-messages.ts";

export type Evidence = {
  statuses(told: readonly Told[]): void;
  /** WhatsApp took it, and whoever waits has been told. */
  acknowledged(id: string): void;
  /** WhatsApp's word on a message nobody waits for any more; null is an acceptance. */
  lateAck(id: string, error: string | null): void;
};

type EvidenceDeps = {
  sent: SentMessages;
  now(): Date;
  /** In order, one after another. */
  tell(events: () => Promise<readonly TransportEvent[]>): void;
};

export function createEvidence({ sent, now, tell }: EvidenceDeps): Evidence {
  const furthest = createBoundedMap<number>({ entries: 2000 });
  /** False for what was told before: each receipt comes from the wire, and again from Baileys. */
  const advances = ({ id, status }: Pick<Told, "id" | "status">): boolean => {
    const step = steps.indexOf(status);
    if (step <= (furthest.get(id) ?? -1)) return false;
    furthest.set(id, step);
    return true;
  };
  const event = async (id: string, rest: Pick<StatusEvent, "status" | "at" | "error" | "retry">) => {
    const message = await sent.find(id);
    // The phone and other devices of this number send too; those messages are not ours to report.
    if (!message) return [];
    const { correlation } = message;
    return [{ kind: "status", providerMessageId: id, correlation, ...rest } as const];
  };
  return {
    statuses: (all) => {
      const told = all.filter(advances);
      if (told.length === 0) return;
      tell(async () => {
        const found = told.map(({ id, status, at }) =>
          event(id, { status, at: at ?? now(), error: null, retry: null }),
        );
        return (await Promise.all(found)).flat();
      });
    },
    acknowledged: (id) => void advances({ id, status: "sent" }),
    lateAck: (id, error) => {
      const at = now();
      if (error === null && !advances({ id, status: "sent" })) return;
      tell(() =>
        error === null
          ? event(id, { status: "sent", at, error: null, retry: null })
          : event(id, { status: "failed", at, ...failureOfError(error) }),
      );
    },
  };
}

const steps: readonly Told["status"][] = ["sent", "delivered", "read", "played"];

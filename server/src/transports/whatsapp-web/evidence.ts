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
  const known = createBoundedMap<true>({ entries: 2000 });
  const event = async (id: string, rest: Pick<StatusEvent, "status" | "at" | "error" | "retry">) => {
    const message = await sent.find(id);
    // The phone and other devices of this number send too; those messages are not ours to report.
    if (!message) return [];
    const { correlation } = message;
    return [{ kind: "status", providerMessageId: id, correlation, ...rest } as const];
  };
  return {
    statuses: (all) => {
      // The own phone confirms its copy of every message, which says "sent" once more.
      const told = all.filter(({ id, status }) => status !== "sent" || !known.get(id));
      for (const { id } of told) known.set(id, true);
      if (told.length === 0) return;
      tell(async () => {
        const found = told.map(({ id, status, at }) =>
          event(id, { status, at: at ?? now(), error: null, retry: null }),
        );
        return (await Promise.all(found)).flat();
      });
    },
    acknowledged: (id) => known.set(id, true),
    lateAck: (id, error) => {
      const at = now();
      if (error === null) known.set(id, true);
      tell(() =>
        error === null
          ? event(id, { status: "sent", at, error: null, retry: null })
          : event(id, { status: "failed", at, ...failureOfError(error) }),
      );
    },
  };
}

// Gives the conformance suite's attempts names as messaging makes them, `<uuid>.<number>`, and takes them back
// out of evidence: some roads carry no other.

import { createHash } from "node:crypto";
import type { OutgoingMessage, Transport, TransportEvent } from "../../transport.ts";

export type NamedMessages = {
  transport(transport: Transport): Transport;
  event(event: TransportEvent): TransportEvent;
  nameOf(message: OutgoingMessage): string;
};

export function createNamedMessages(): NamedMessages {
  const given = new Map<string, string>();
  const nameOf = ({ correlation }: OutgoingMessage): string => {
    const name = `${uuidOf(correlation)}.1`;
    given.set(name, correlation);
    return name;
  };
  const event = (told: TransportEvent): TransportEvent =>
    told.kind === "status" && told.correlation !== null
      ? { ...told, correlation: given.get(told.correlation) ?? told.correlation }
      : told;
  return {
    nameOf,
    event,
    transport: (transport) => ({
      ...transport,
      open: async (account, emit) => {
        const session = await transport.open(account, (events) => emit(events.map(event)));
        return {
          ...session,
          send: (message, signal) => session.send({ ...message, correlation: nameOf(message) }, signal),
        };
      },
    }),
  };
}

/** A UUIDv7 by its shape. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// A road without a provider, for tests, and the file to copy when writing a new transport.

import type { EmitEvents, Outcome, OutgoingMessage, Session, Transport } from "../transport.ts";

/** What becomes of a message: `lost` arrives though nobody answers for it, `silent` hangs. */
export type Fate = "delivered" | "refused" | "later" | "lost" | "silent";

export type MemoryDeps = { fate(message: OutgoingMessage): Fate; now(): Date };

export function createMemoryTransport(deps: MemoryDeps): Transport {
  return {
    name: "memory",
    capabilities: { messageTypes: new Set(["text", "template"]), maxInFlight: 8, receipts: true },
    open: async (_account, emit) => openSession(deps, emit),
  };
}

function openSession(deps: MemoryDeps, emit: EmitEvents): Session {
  let open = true;
  return {
    send: async (message, signal) => {
      if (!open || signal.aborted || message.mayLeave?.() === false) return notSent;
      const { type } = message.message;
      if (type !== "text" && type !== "template") return refused("type_not_supported");
      const fate = deps.fate(message);
      if (fate === "refused") return refused("recipient_undeliverable");
      if (fate === "later") return notSent;
      if (fate === "silent") return await aborted(signal);
      const providerMessageId = `memory.${message.correlation}`;
      await emit(receipts(providerMessageId, message.correlation, deps.now()));
      return fate === "lost" ? unknown : { kind: "accepted", providerMessageId };
    },
    close: async () => void (open = false),
  };
}

function receipts(providerMessageId: string, correlation: string, at: Date) {
  const evidence = { providerMessageId, correlation, at, error: null, retry: null };
  const statuses = ["sent", "delivered", "read"] as const;
  return statuses.map((status) => ({ kind: "status", status, ...evidence }) as const);
}

function aborted(signal: AbortSignal): Promise<Outcome> {
  return new Promise((done) => signal.addEventListener("abort", () => done(unknown)));
}

function refused(code: "type_not_supported" | "recipient_undeliverable"): Outcome {
  return { kind: "refused", error: { code, providerCode: null, detail: "Its fate." } };
}

const later = { code: "connection_failed", providerCode: null, detail: "It waits." } as const;
const notSent = {
  kind: "later",
  error: later,
  scope: "message",
  afterMs: null,
  counts: false,
} as const;
const lost = { code: "outcome_unknown", providerCode: null, detail: "Nobody answered." } as const;
const unknown = { kind: "unknown", error: lost } as const;

// What the server holds for a linked device until the device has confirmed it, across connections.
import type { BinaryNode } from "baileys";

export type Mailbox = {
  put(stanza: BinaryNode): void;
  confirm(confirmation: Confirmation): void;
  /** The device asks for a message again: what it will say of the first copy is not about the second. */
  awaitAgain(id: string): void;
  /** Everything unconfirmed, oldest first. */
  waiting(): BinaryNode[];
  clear(): void;
};

/** `refused`: the device could make nothing of it, and will not be given it again either. */
export type Confirmation = { kind: string; id: string; type: string | undefined; refused: boolean };

export function createMailbox(): Mailbox {
  const stanzas = new Map<string, BinaryNode>();
  const again = new Set<string>();
  return {
    put(stanza) {
      const { id = "", type } = stanza.attrs;
      const key = keyOf({ kind: stanza.tag, id, type });
      // A second copy queues up anew.
      stanzas.delete(key);
      stanzas.set(key, stanza);
    },
    confirm({ kind, id, type, refused }) {
      if (refused && again.delete(id)) return;
      stanzas.delete(keyOf({ kind, id, type }));
    },
    awaitAgain(id) {
      again.add(id);
      stanzas.delete(keyOf({ kind: "message", id, type: undefined }));
    },
    waiting: () => [...stanzas.values()],
    clear() {
      stanzas.clear();
      again.clear();
    },
  };
}

/** A message is confirmed by its id; of receipts and notifications there may be several with one. */
function keyOf({ kind, id, type }: Omit<Confirmation, "refused">): string {
  return kind === "message" ? `message ${id}` : `${kind} ${id} ${type ?? ""}`;
}

// Who waits for WhatsApp's word on which message. Only that word makes a message sent.

export type Ack = { kind: "accepted" } | { kind: "error"; code: string } | { kind: "gone" };

export type Acknowledgements = {
  /** Has to be asked for before the message leaves. */
  expect(id: string): Promise<Ack>;
  /** False when nobody waits (any more). */
  settle(id: string, ack: Ack): boolean;
  /** The wait was given up. */
  forget(id: string): void;
  /** The connection is gone, and with it every answer that was under way. */
  settleAll(ack: Ack): void;
};

export function createAcknowledgements(): Acknowledgements {
  const waiting = new Map<string, (ack: Ack) => void>();
  const settle = (id: string, ack: Ack): boolean => {
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve?.(ack);
    return resolve !== undefined;
  };
  return {
    expect: (id) => {
      settle(id, { kind: "gone" });
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    settle,
    forget: (id) => void waiting.delete(id),
    settleAll: (ack) => {
      for (const id of waiting.keys()) settle(id, ack);
    },
  };
}

// Row locks and transactions: what one transaction has locked, others wait for until it ends.

export type Transaction = {
  open: boolean;
  locks: Set<string>;
  /** What its commit makes true. */
  writes: (() => void)[];
  /** Those who wait for its end. */
  waiting: (() => void)[];
};

export type Locks = {
  begin(): Transaction;
  /** The other transaction that holds one of these, if any. */
  holder(keys: readonly string[], self: Transaction | null): Transaction | null;
  take(keys: readonly string[], self: Transaction): void;
  finish(transaction: Transaction, how: "commit" | "rollback"): void;
};

export function createLocks(): Locks {
  const held = new Map<string, Transaction>();
  return {
    begin: () => ({ open: true, locks: new Set(), writes: [], waiting: [] }),
    holder: (keys, self) => {
      for (const key of keys) {
        const holder = held.get(key);
        if (holder !== undefined && holder !== self) return holder;
      }
      return null;
    },
    take: (keys, self) => {
      for (const key of keys) {
        held.set(key, self);
        self.locks.add(key);
      }
    },
    finish: (transaction, how) => {
      if (!transaction.open) return;
      transaction.open = false;
      if (how === "commit") for (const write of transaction.writes) write();
      for (const key of transaction.locks) held.delete(key);
      for (const go of transaction.waiting.splice(0)) go();
    },
  };
}

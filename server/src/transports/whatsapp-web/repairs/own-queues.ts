// Frees sessions of each other: libsignal queues its work by the contact's address for the whole process, not
// by whose session it is.
//
// Two numbers that write to one person so share a queue, and its jobs run in the context of whoever began it:
// the one number's keys are then changed outside of its own transaction, wait for that transaction's end, and
// the transaction waits for the queue. From there nobody of this process reaches that person any more.

import { AsyncLocalStorage } from "node:async_hooks";
import { libsignal } from "./libsignal.ts";
import type { Storage } from "./libsignal.ts";

const { SessionBuilder, SessionCipher } = libsignal;

/** libsignal's own, for the test that shows what they do. */
export const shared = {
  queueJob: SessionCipher.prototype.queueJob,
  initOutgoing: SessionBuilder.prototype.initOutgoing,
};

/** The lock on a session's keys (../keys/vault.ts) orders all that the queues are for. */
export function ownQueues(): void {
  SessionCipher.prototype.queueJob = (job) => job();
  // Its queue is out of reach; what it reads and writes there at least belongs to the caller.
  SessionBuilder.prototype.initOutgoing = function initOutgoing(device) {
    const storage = inThisContext(this.storage);
    return shared.initOutgoing.call(Object.create(this, { storage: { value: storage } }), device);
  };
}

function inThisContext(storage: Storage): Storage {
  const here = AsyncLocalStorage.snapshot();
  return Object.fromEntries(
    Object.entries(storage).map(([name, method]) => [
      name,
      (...args: unknown[]) => here(() => method.apply(storage, args)),
    ]),
  );
}

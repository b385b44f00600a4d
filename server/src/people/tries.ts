// Tries that cost: counted before anything is looked at, by whose account it is and where they come from.

import { keyedHash } from "../kernel/crypto.ts";
import type { PeopleDeps } from "./deps.ts";
import { accountPace, addressPace, forgottenAfterMs, type Pace, placeOf, waitAfter } from "./throttle.ts";
import {
  clearFailures,
  ensureFailures,
  forgiveFailures,
  lockFailures,
  writeFailures,
} from "./store/sign-in.ts";

type TryDeps = Pick<PeopleDeps, "engine" | "vault" | "now" | "counting">;

export type Try =
  | { open: false; waitMs: number }
  | {
      open: true;
      /** What the next one has to wait, when this one fails. */
      waitMs: number;
      /** It was right: what failed before at this account is forgotten. */
      succeeded(): Promise<void>;
      /** It was no try. */
      forgive(): Promise<void>;
    };

/** `account`: what is tried, such as an address or somebody's session. Unknown ones count like others. */
export function takeTry(deps: TryDeps, tried: { account: string; ip: string; pace?: Pace }): Promise<Try> {
  const key = deps.vault.derive("sign_in_failure");
  const account = { subject: keyedHash(key, tried.account), pace: tried.pace ?? accountPace };
  const address = { subject: keyedHash(key, `address ${placeOf(tried.ip)}`), pace: addressPace };
  return count(deps, account, address);
}

type Counted = { subject: Buffer; pace: Pace };

/** Counted as failed at once: a hundred at the same time are a hundred, however long a hash takes. */
async function count({ engine, now, counting }: TryDeps, account: Counted, address: Counted): Promise<Try> {
  const at = now();
  const counted = [account, address].toSorted((a, b) => Buffer.compare(a.subject, b.subject));
  const subjects = counted.map(({ subject }) => subject);
  const waits = await counting(() =>
    engine.transaction(async (tx) => {
      await ensureFailures(tx, [subjects, at]);
      const rows = await lockFailures(tx, [subjects, new Date(at.getTime() - forgottenAfterMs)]);
      const blockedMs = Math.max(0, ...rows.map((row) => row.blocked_until.getTime() - at.getTime()));
      if (blockedMs > 0) return { open: false as const, waitMs: blockedMs };
      const failures = counted.map(({ subject }) => {
        const row = rows.find((one) => one.subject.equals(subject));
        return (row?.failures ?? 0) + 1;
      });
      const waitMs = counted.map(({ pace }, index) => waitAfter(failures[index] ?? 0, pace));
      const until = waitMs.map((ms) => new Date(ms === 0 ? 0 : at.getTime() + ms));
      await writeFailures(tx, [subjects, failures, until, at]);
      return { open: true as const, waitMs: Math.max(...waitMs) };
    }),
  );
  if (!waits.open) return waits;
  return {
    ...waits,
    succeeded: async () => {
      await clearFailures(engine, [account.subject]);
      // Not all: who has an account of their own would be free to guess at others.
      await forgiveFailures(engine, [[address.subject]]);
    },
    forgive: async () => void (await forgiveFailures(engine, [subjects])),
  };
}

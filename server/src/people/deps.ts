// What everything about people is given.

import type { Vault } from "../kernel/crypto.ts";
import type { Database, Tx } from "../kernel/db.ts";
import type { Mailer } from "./mailer.ts";
import type { Passwords } from "./password.ts";
import type { Turns } from "./turns.ts";

export type PeopleDeps = {
  /** Under the engine's role: a person belongs to no tenant. */
  engine: Database;
  vault: Pick<Vault, "derive" | "newDataKeys">;
  passwords: Passwords;
  mailer: Mailer;
  /** Where browsers reach us. */
  publicUrl: string;
  /** Failures are counted by few at a time: who floods one account with tries leaves connections to others. */
  counting: Turns;
  /** Throws when the tenant's plan has no seat for one more; `count` answers how many are taken, under its lock. */
  roomForSeat?: RoomForSeat;
  newId(): string;
  now(): Date;
  /** What is known of a session in this process is asked for anew; others notice within four seconds. */
  forget(tokenHashes: readonly Buffer[]): void;
  onError(error: Error): void;
};

export type RoomForSeat = (tx: Tx, tenantId: string, count: () => Promise<number>) => Promise<void>;

// Wires the people room: passwords, mail and the database, as the configuration says.

import type { AttachedConfig, Config } from "../config.ts";
import type { Vault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { openVault } from "../open-vault.ts";
import * as people from "../people/index.ts";
import { capacity } from "../plans/index.ts";

type Parts = { engine: Database; vault: Vault; newId(): string; onError(error: Error): void };

export function openPeople(config: Config, parts: Parts): people.People {
  const { engine, vault, newId, onError } = parts;
  return people.createPeople({
    engine,
    vault,
    newId,
    onError,
    passwords: people.createPasswords(),
    mailer: people.createMailer({ ...config.mail, onError }),
    publicUrl: config.http.publicUrl,
    now: () => new Date(),
    roomForSeat,
  });
}

/** People are of both modes, so there is one count of them. */
export const roomForSeat: people.RoomForSeat = (tx, tenantId, count) =>
  capacity(tx, { tenantId, mode: "live" }, "seats", { count });

/** Whom the configuration names, where there is nobody yet. */
export function ensureFirstPerson(
  parts: Pick<Parts, "engine" | "vault" | "newId">,
  admin: { email: string; password: string },
): Promise<void> {
  return people.ensureFirstPerson({ ...parts, passwords: people.createPasswords() }, admin);
}

/** The link that makes the first person, for whoever starts us; null when there is somebody, or is about to be. */
export async function setupLink(config: AttachedConfig): Promise<string | null> {
  const engine = createDatabase({
    url: config.databaseUrl,
    role: "waypost_engine",
    connectionsMax: 2,
    // A connection that breaks fails the statement on it, which is where it is reported.
    onError: () => undefined,
  });
  try {
    if (config.admin !== undefined) {
      const parts = { engine, vault: await openVault(config, engine), newId: createIdMaker(Date.now) };
      await ensureFirstPerson(parts, config.admin);
    }
    return await people.renewSetupLink({ engine, publicUrl: config.http.publicUrl });
  } finally {
    await engine.close();
  }
}

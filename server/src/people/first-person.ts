// The first person of an installation: made by a link that is printed once, or from the configuration.

import type { SetUp } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { OpenRequest } from "../kernel/route.ts";
import { createTenant, readTenantBySlug } from "../tenancy/index.ts";
import type { PeopleDeps } from "./deps.ts";
import { deadLink, hashNewPassword } from "./new-password.ts";
import { beginSession, type OpenSession } from "./session.ts";
import { spellEmail } from "./sign-in.ts";
import { insertMember } from "./store/membership.ts";
import {
  anybodyThere,
  dropSetupLink,
  insertPerson,
  lockFirstPerson,
  readSetupLink,
  writeSetupLink,
} from "./store/person.ts";
import { hashToken, newToken } from "./token.ts";

type FirstDeps = Pick<PeopleDeps, "engine" | "vault" | "passwords" | "newId">;

/**
 * A link that makes the first person, and the only one: a new one replaces it, so that what stands in an old log opens
 * nothing. Null when there is somebody.
 */
export function renewSetupLink({
  engine,
  publicUrl,
}: Pick<PeopleDeps, "engine" | "publicUrl">): Promise<string | null> {
  return engine.transaction(async (tx) => {
    await lockFirstPerson(tx, []);
    if (await isSomebodyThere(tx)) return null;
    const token = newToken();
    await writeSetupLink(tx, [token.hash]);
    return `${publicUrl}/setup#${token.text}`;
  });
}

export async function setUpByLink(deps: PeopleDeps, request: OpenRequest): Promise<OpenSession> {
  const { token, email, name, password } = request.body as SetUp;
  const linkHash = hashToken(token);
  // Before the password is hashed, so that a stranger cannot keep us busy; and again when it counts.
  if ((await readSetupLink(deps.engine, [linkHash])).length === 0) throw deadLink();
  const passwordHash = await hashNewPassword(deps, password, [name, email]);
  return deps.engine.transaction(async (tx) => {
    await lockFirstPerson(tx, []);
    if ((await readSetupLink(tx, [linkHash])).length === 0) throw deadLink();
    const personId = await makeFirst(deps, tx, { email, name, passwordHash });
    if (personId === null) throw deadLink();
    return beginSession(deps, tx, { personId, proved: false, from: request });
  });
}

/** From the configuration, instead of a link. Does nothing when there is somebody. */
export async function ensureFirstPerson(
  deps: FirstDeps,
  { email, password }: { email: string; password: string },
): Promise<void> {
  if (await isSomebodyThere(deps.engine)) return;
  const name = email.split("@")[0] ?? email;
  const passwordHash = await hashNewPassword(deps, password, [email]);
  await deps.engine.transaction(async (tx) => {
    await lockFirstPerson(tx, []);
    await makeFirst(deps, tx, { email, name, passwordHash });
  });
}

async function isSomebodyThere(tx: Tx): Promise<boolean> {
  const [row] = await anybodyThere(tx, []);
  return row?.there === true;
}

/** Staff of the platform, and owner of its first tenant. Null when somebody else was first. */
async function makeFirst(
  { newId, vault }: FirstDeps,
  tx: Tx,
  { email, name, passwordHash }: { email: string; name: string; passwordHash: string },
): Promise<string | null> {
  if (await isSomebodyThere(tx)) return null;
  const [person] = await insertPerson(tx, [newId(), spellEmail(email), name, passwordHash, true]);
  if (person === undefined) throw new AppError("conflict", "There is such a person already.");
  const slug = "default";
  const tenant =
    (await createTenant(tx, vault, { id: newId(), slug, name: "Default", defaultCountry: null })) ??
    (await readTenantBySlug(tx, [slug]))[0];
  if (tenant === undefined) throw new Error("a taken slug belongs to a tenant");
  await insertMember(tx, [tenant.id, person.id, "owner", null]);
  await dropSetupLink(tx, []);
  return person.id;
}

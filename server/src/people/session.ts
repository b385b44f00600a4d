// Begins sessions, and gives them a new secret whenever what they may do changes.

import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { OpenRequest } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { absoluteMs } from "./session-life.ts";
import { tenantsOfPerson } from "./store/membership.ts";
import {
  endSignIn,
  insertSignIn,
  readSignIn,
  renewSignIn,
  type SignInRow,
  writeImpersonation,
} from "./store/sign-in.ts";
import { newToken } from "./token.ts";

/** A session and the secret its cookie gets, which is known nowhere else. */
export type OpenSession = { row: SignInRow; token: string };

type Beginning = { personId: string; proved: boolean; from: Pick<OpenRequest, "ip" | "headers"> };

/** What the browser had before is not taken over: a planted cookie becomes nobody's session (fixation). */
export async function beginSession(
  { newId, now }: Pick<PeopleDeps, "newId" | "now">,
  tx: Tx,
  { personId, proved, from }: Beginning,
): Promise<OpenSession> {
  const [home] = await tenantsOfPerson(tx, [personId]);
  const [at, token] = [now(), newToken()];
  const userAgent = from.headers["user-agent"]?.slice(0, 300) ?? null;
  const [row] = await insertSignIn(tx, [
    newId(),
    token.hash,
    personId,
    home?.id ?? null,
    at,
    new Date(at.getTime() + absoluteMs),
    proved ? at : null,
    from.ip,
    userAgent,
  ]);
  if (row === undefined) throw new Error("an inserted session comes back");
  return { row, token: token.text };
}

/** As it is now, though what is remembered of it may be older. */
export async function requireSignIn(engine: Tx, id: string): Promise<SignInRow> {
  const [row] = await readSignIn(engine, [id]);
  if (row === undefined) throw new AppError("unauthorized", "This session has ended.");
  return row;
}

/** The same session with other rights, under another secret. */
export async function renewSession(
  { engine, forget }: Pick<PeopleDeps, "engine" | "forget">,
  former: SignInRow,
  change: { actsFor?: string; provedAt?: Date },
): Promise<OpenSession> {
  const token = newToken();
  const actsFor = change.actsFor ?? former.acts_for;
  const [row] = await renewSignIn(engine, [
    former.id,
    token.hash,
    actsFor,
    change.provedAt ?? former.proved_at,
  ]);
  return renewed(forget, former, { row, token: token.text });
}

export type Visit = { tenantId: string; reason: string; since: Date; endsAt: Date };

/** Begins a visit in a tenant's name; null ends it. */
export async function renewVisit(
  { engine, forget }: Pick<PeopleDeps, "engine" | "forget">,
  former: SignInRow,
  visit: Visit | null,
): Promise<OpenSession> {
  const token = newToken();
  const { tenantId = null, reason = null, since = null, endsAt = null } = visit ?? {};
  const [row] = await writeImpersonation(engine, [former.id, token.hash, tenantId, reason, since, endsAt]);
  return renewed(forget, former, { row, token: token.text });
}

function renewed(
  forget: PeopleDeps["forget"],
  former: SignInRow,
  { row, token }: { row: SignInRow | undefined; token: string },
): OpenSession {
  if (row === undefined) throw new AppError("unauthorized", "This session has ended.");
  forget([former.token_hash]);
  return { row, token };
}

/** True when there was such a session of this person. */
export async function endSession(
  { engine, forget }: Pick<PeopleDeps, "engine" | "forget">,
  id: string,
  personId: string,
): Promise<boolean> {
  const ended = await endSignIn(engine, [id, personId]);
  forget(ended.map((row) => row.token_hash));
  return ended.length > 0;
}

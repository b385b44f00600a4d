// Signing in, and proving once more who one is: passwords and codes, and how little is told about why not.

import type { Prove, SignIn } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { OpenRequest, PersonRequest } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { acceptCode } from "./second-factor.ts";
import { beginSession, type OpenSession, renewSession, requireSignIn } from "./session.ts";
import { type PersonRow, readPerson, readPersonByEmail, writePassword } from "./store/person.ts";
import { takeTry, type Try } from "./tries.ts";

export function spellEmail(email: string): string {
  return email.trim().toLowerCase();
}

export async function signIn(deps: PeopleDeps, request: OpenRequest): Promise<OpenSession> {
  const { email, password, code } = request.body as SignIn;
  const account = spellEmail(email);
  const attempt = await openTry(deps, `sign-in ${account}`, request.ip);
  const [person] = await readPersonByEmail(deps.engine, [account]);
  const known = person?.disabled_at === null ? person : undefined;
  const { right, outdated } = await forgivingFailures(attempt, () =>
    deps.passwords.check(password, known?.password_hash ?? null),
  );
  if (known === undefined || !right) throw wrong(attempt.waitMs);
  const needsCode = known.totp_since !== null;
  if (needsCode && code === undefined) {
    await attempt.forgive();
    throw new AppError("code_required", "Send a code of your authenticator as well.");
  }
  if (needsCode && !(await acceptCode(deps, deps.engine, known, code ?? ""))) throw wrong(attempt.waitMs);
  await attempt.succeeded();
  if (outdated) await writePassword(deps.engine, [known.id, await deps.passwords.hash(password)]);
  // Two factors are a second proof; a password alone is the first.
  return beginSession(deps, deps.engine, { personId: known.id, proved: needsCode, from: request });
}

/** By the authenticator where there is one, else by the password: the lesser proof does not stand for the better. */
export async function proveAgain(deps: PeopleDeps, request: PersonRequest): Promise<OpenSession> {
  const person = await requirePerson(deps, request.person.id);
  const { password, code } = request.body as Prove;
  if (person.totp_since !== null && code === undefined) {
    throw new AppError("code_required", "Send a code of your authenticator.");
  }
  const attempt = await openTry(deps, `prove ${person.id}`, request.ip);
  const right =
    person.totp_since === null
      ? await forgivingFailures(attempt, () => isPassword(deps, person, password))
      : await acceptCode(deps, deps.engine, person, code ?? "");
  if (!right) throw wrong(attempt.waitMs);
  await attempt.succeeded();
  const former = await requireSignIn(deps.engine, request.person.sessionId);
  return renewSession(deps, former, { provedAt: deps.now() });
}

/** Refuses unless it is their password; guessing it costs like a proof does. */
export async function requirePassword(
  deps: PeopleDeps,
  person: PersonRow,
  { password, ip }: { password: string; ip: string },
): Promise<void> {
  const attempt = await openTry(deps, `prove ${person.id}`, ip);
  if (!(await forgivingFailures(attempt, () => isPassword(deps, person, password)))) {
    throw wrong(attempt.waitMs);
  }
  await attempt.succeeded();
}

export async function requirePerson({ engine }: PeopleDeps, id: string): Promise<PersonRow> {
  const [person] = await readPerson(engine, [id]);
  if (person === undefined) throw new AppError("unauthorized", "This session has ended.");
  return person;
}

type OpenTry = Extract<Try, { open: true }>;

async function openTry(deps: PeopleDeps, account: string, ip: string): Promise<OpenTry> {
  const attempt = await takeTry(deps, { account, ip });
  if (!attempt.open) throw wrong(attempt.waitMs);
  return attempt;
}

/** One answer for an unknown person, a wrong password and an account that is shut for now. */
function wrong(waitMs: number): AppError {
  const headers: Record<string, string> =
    waitMs > 0 ? { "retry-after": String(Math.ceil(waitMs / 1_000)) } : {};
  return new AppError("invalid_credentials", "That is not right, or it was tried too often.", { headers });
}

/** When there is no room to look, nothing was tried. */
async function forgivingFailures<T>(attempt: OpenTry, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    await attempt.forgive();
    throw error;
  }
}

async function isPassword(
  { passwords }: PeopleDeps,
  person: PersonRow,
  password: string | undefined,
): Promise<boolean> {
  return password !== undefined && (await passwords.check(password, person.password_hash)).right;
}

// Sets passwords: when one is changed, and by a link when it was forgotten.

import type { AskReset, ChangePassword, ConfirmReset } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { OpenRequest, PersonRequest } from "../kernel/route.ts";
import { isGuessable } from "./guessable-password.ts";
import type { PeopleDeps } from "./deps.ts";
import { resetMail } from "./mail-texts.ts";
import { type OpenSession, renewSession, requireSignIn } from "./session.ts";
import { requirePassword, requirePerson, spellEmail } from "./sign-in.ts";
import {
  readPerson,
  readPersonByEmail,
  readReset,
  takeReset,
  writePassword,
  writeReset,
} from "./store/person.ts";
import { endSignInsOf } from "./store/sign-in.ts";
import { mailPace } from "./throttle.ts";
import { hashToken, newToken } from "./token.ts";
import { takeTry } from "./tries.ts";

/** A reset link is good for so long. */
const resetMs = 60 * 60_000;

/** `own`: the person's name and address. */
export async function hashNewPassword(
  { passwords }: Pick<PeopleDeps, "passwords">,
  password: string,
  own: readonly string[],
): Promise<string> {
  if (isGuessable(password, own)) {
    throw new AppError("weak_password", "This password is among the first that are guessed.", {
      errors: [{ path: "/password", message: "is too easy to guess" }],
    });
  }
  return passwords.hash(password);
}

/** Whoever else is signed in as this person is signed out. */
export async function changePassword(deps: PeopleDeps, request: PersonRequest): Promise<OpenSession> {
  const { current, password } = request.body as ChangePassword;
  const person = await requirePerson(deps, request.person.id);
  await requirePassword(deps, person, { password: current, ip: request.ip });
  const hash = await hashNewPassword(deps, password, [person.name, person.email]);
  const former = await requireSignIn(deps.engine, request.person.sessionId);
  const ended = await deps.engine.transaction(async (tx) => {
    await writePassword(tx, [person.id, hash]);
    return endSignInsOf(tx, [person.id, former.id]);
  });
  deps.forget(ended.map((row) => row.token_hash));
  return renewSession(deps, former, {});
}

/** Resolves at once, whoever it is: what is done about it takes its time afterwards. */
export function askReset(deps: PeopleDeps, request: OpenRequest): void {
  const { email } = request.body as AskReset;
  mailReset(deps, spellEmail(email), request.ip).catch((error: Error) => deps.onError(error));
}

async function mailReset(deps: PeopleDeps, email: string, ip: string): Promise<void> {
  // Without a mail server a link would reach nobody: an operator makes one, by `waypost people reset`.
  if (deps.mailer === null) return;
  const attempt = await takeTry(deps, { account: `reset ${email}`, ip, pace: mailPace });
  if (!attempt.open) return;
  const [person] = await readPersonByEmail(deps.engine, [email]);
  if (person === undefined || person.disabled_at !== null) return;
  deps.mailer.send({ to: person.email, ...resetMail(await makeResetLink(deps, person.id)) });
}

/** A link by which this person sets a new password, once. */
export async function makeResetLink(
  { engine, now, publicUrl }: Pick<PeopleDeps, "engine" | "now" | "publicUrl">,
  personId: string,
): Promise<string> {
  const token = newToken();
  await writeReset(engine, [personId, token.hash, new Date(now().getTime() + resetMs)]);
  return `${publicUrl}/reset#${token.text}`;
}

/** A new password ends every session. The authenticator stays: a mailbox alone opens no account that has one. */
export async function confirmReset(deps: PeopleDeps, request: OpenRequest): Promise<void> {
  const { token, password } = request.body as ConfirmReset;
  const values = [hashToken(token), deps.now()];
  const [reset] = await readReset(deps.engine, values);
  const [person] = reset === undefined ? [] : await readPerson(deps.engine, [reset.person_id]);
  if (person === undefined) throw deadLink();
  // A weak one is refused before the link is used up, so that it still works for a better one.
  const hash = await hashNewPassword(deps, password, [person.name, person.email]);
  const ended = await deps.engine.transaction(async (tx) => {
    if ((await takeReset(tx, values)).length === 0) throw deadLink();
    await writePassword(tx, [person.id, hash]);
    return endSignInsOf(tx, [person.id, null]);
  });
  deps.forget(ended.map((row) => row.token_hash));
}

export function deadLink(): AppError {
  return new AppError("invalid_link", "This link does not work any more.");
}

// Sets up a person's authenticator, confirms it by its first code, and takes it away again.

import { toString as toPicture } from "qrcode";
import type { TotpConfirm, TotpSetUp } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { PersonRequest } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { openTotp, replaceRecoveryCodes, sealTotp } from "./second-factor.ts";
import { type OpenSession, renewSession, requireSignIn } from "./session.ts";
import { requirePerson } from "./sign-in.ts";
import { clearRecoveryCodes, clearTotp, confirmTotp, writeTotp } from "./store/person.ts";
import { newTotpSecret, stepOf, totpUrl } from "./totp.ts";

/** The secret is shown now and never again; nothing is asked for until a code of it has come. */
export async function setUpTotp(deps: PeopleDeps, { person: { id } }: PersonRequest): Promise<TotpSetUp> {
  const person = await requirePerson(deps, id);
  const secret = newTotpSecret();
  const [written] = await writeTotp(deps.engine, [id, sealTotp(deps.vault, id, secret)]);
  if (written === undefined) throw enrolled();
  const url = totpUrl(secret, person.email);
  return { secret, url, qr_svg: await toPicture(url, { type: "svg", margin: 2 }) };
}

export async function confirmTotpSetUp(
  deps: PeopleDeps,
  request: PersonRequest,
): Promise<{ session: OpenSession; codes: string[] }> {
  const person = await requirePerson(deps, request.person.id);
  if (person.totp_since !== null) throw enrolled();
  if (person.totp_secret === null) throw new AppError("conflict", "Begin with POST /v1/me/totp.");
  const at = deps.now();
  const { code } = request.body as TotpConfirm;
  const secret = openTotp(deps.vault, person.id, person.totp_secret);
  const step = stepOf(code, secret, { now: at.getTime(), lastStep: null });
  if (step === null) {
    throw new AppError("invalid_request", "The code is not right; is the clock of the phone?", {
      errors: [{ path: "/code", message: "is not the code of now" }],
    });
  }
  const codes = await deps.engine.transaction(async (tx) => {
    if ((await confirmTotp(tx, [person.id, at, step])).length === 0) throw enrolled();
    return replaceRecoveryCodes(tx, person.id);
  });
  const former = await requireSignIn(deps.engine, request.person.sessionId);
  return { session: await renewSession(deps, former, { provedAt: at }), codes };
}

export async function removeTotp(deps: PeopleDeps, request: PersonRequest): Promise<OpenSession> {
  const { id, sessionId } = request.person;
  await deps.engine.transaction(async (tx) => {
    await clearTotp(tx, [id]);
    await clearRecoveryCodes(tx, [id]);
  });
  return renewSession(deps, await requireSignIn(deps.engine, sessionId), {});
}

export async function newCodes(deps: PeopleDeps, { person: { id } }: PersonRequest): Promise<string[]> {
  const person = await requirePerson(deps, id);
  if (person.totp_since === null) throw new AppError("conflict", "There is no authenticator to replace.");
  return deps.engine.transaction((tx) => replaceRecoveryCodes(tx, id));
}

function enrolled(): AppError {
  return new AppError("conflict", "There is an authenticator already: remove it first.");
}

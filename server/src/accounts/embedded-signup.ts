// What follows Embedded Signup: the dialog's code becomes a token, and the numbers that were shared become senders.

import { randomBytes } from "node:crypto";
import type { EmbeddedSignup, SignedUp } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller, Mode } from "../kernel/route.ts";
import { parsePhone } from "../kernel/phone.ts";
import type { Vault } from "../kernel/crypto.ts";
import { readSenderWithKeys, takeAccount } from "../senders/index.ts";
import {
  exchangeCode,
  type GraphAddress,
  type GraphLine,
  inspectToken,
  type ListedNumber,
  listNumbers,
  type MetaApp,
} from "../transports/cloud-api/index.ts";
import { openMetaApp } from "./meta-app.ts";
import { type OnboardingDeps, runOnboarding } from "./onboarding/run-onboarding.ts";
import { answered, unanswered } from "./refusals.ts";

export type SignupDeps = Omit<OnboardingDeps, "vault"> & {
  vault: Vault;
  newId(): string;
  /** Where Graph is for this mode, and its app for who has stored none of their own; null: there is no Graph. */
  graphOf(mode: Mode): Promise<{ graphUrl: string; version: string; app: MetaApp | null } | null>;
  forget(tenantId: string): void;
  /** Throws when the tenant's plan has no room for one more; without it there is always room. */
  roomForSender?(tx: Tx, owner: { tenantId: string; mode: Mode }): Promise<void>;
};

/**
 * A code is good once and for a moment, so what can be refused beforehand is. The token is kept with the senders it is
 * for, sealed, before anything else is asked of Meta: it cannot be had a second time.
 */
export async function signUp(deps: SignupDeps, caller: Caller, wish: EmbeddedSignup): Promise<SignedUp> {
  const place = await deps.graphOf(caller.mode);
  const own = await deps.db.asTenants([caller.tenantId], (tx) => openMetaApp(deps.vault, tx, caller));
  const app = own ?? place?.app ?? null;
  if (place === null || app === null) {
    throw new AppError("meta_app_missing", "No Meta app is stored for keys of this mode.");
  }
  const address = addressOf(place);
  const signal = AbortSignal.timeout(patienceMs);
  const token = answered(
    await exchangeCode(deps.graph.line(address, signal), app, {
      code: wish.code,
      redirectUri: wish.redirect_uri ?? null,
    }),
  );
  const line = deps.graph.line({ ...address, token }, signal);
  const shared = await sharedNumbers(line, { token, app }, wish);
  const result: SignedUp = { data: [], skipped: [] };
  for (const { wabaId, number } of shared) {
    const phone = parsePhone(number.displayed, null);
    if (!phone.ok) {
      skip(result, number, `${number.displayed} is no number that can be read`);
      continue;
    }
    const config = {
      graph_url: place.graphUrl,
      version: place.version,
      waba_id: wabaId,
      phone_number_id: number.id,
      display_phone_number: phone.e164,
      app_id: app.appId,
      access_token: token,
      app_secret: app.appSecret,
      verify_token: randomBytes(24).toString("hex"),
    };
    const name = (number.verifiedName ?? phone.e164).slice(0, 100);
    const taken = await takeNumber(deps, caller, { name, config, pin: wish.pin ?? null });
    if (taken !== null) result.data.push(taken);
    else skip(result, number, `Another sender of this tenant has ${phone.e164}.`);
  }
  return result;
}

const patienceMs = 20_000;

function skip({ skipped }: SignedUp, { id }: ListedNumber, reason: string): void {
  skipped.push({ phone_number_id: id, reason });
}

function addressOf({ graphUrl, version }: { graphUrl: string; version: string }): GraphAddress {
  const url = new URL(graphUrl);
  return { origin: url.origin, root: `${url.pathname.replace(/\/+$/, "")}/${version}`, token: null };
}

type Shared = { wabaId: string; number: ListedNumber };

/** Of the accounts the token reaches, the one the dialog spoke of; of its numbers, the one, or all. */
async function sharedNumbers(
  line: GraphLine,
  { token, app }: { token: string; app: MetaApp },
  wish: EmbeddedSignup,
): Promise<Shared[]> {
  const inspected = answered(await inspectToken(line, token, app));
  if (!inspected.fact.valid) {
    throw new AppError("provider_refused", `Meta's new token is not valid: ${inspected.fact.problem ?? ""}.`);
  }
  const accounts = [...new Set(inspected.wabaIds)];
  if (wish.waba_id !== undefined && !accounts.includes(wish.waba_id)) {
    const reached = accounts.join(", ") || "none";
    throw new AppError(
      "provider_refused",
      `The token reaches other accounts than ${wish.waba_id}: ${reached}.`,
    );
  }
  const wanted = wish.waba_id === undefined ? accounts : [wish.waba_id];
  const shared: Shared[] = [];
  for (const wabaId of wanted) {
    const numbers = answered(await listNumbers(line, wabaId));
    shared.push(...numbers.map((number) => ({ wabaId, number })));
  }
  const { phone_number_id: only } = wish;
  const chosen = only === undefined ? shared : shared.filter(({ number }) => number.id === only);
  if (chosen.length === 0) throw unanswered("The accounts that were shared have no such number.");
  return chosen;
}

type Taking = { name: string; config: Record<string, string>; pin: string | null };

async function takeNumber(
  deps: SignupDeps,
  caller: Caller,
  { name, config, pin }: Taking,
): Promise<SignedUp["data"][number] | null> {
  const { tenantId, mode } = caller;
  const taken = await deps.db.asTenants([tenantId], (tx) =>
    takeAccount(deps, tx, { tenantId, mode }, { name, config }),
  );
  if (taken === null) return null;
  deps.forget(tenantId);
  const [sender] = await deps.db.asTenants([tenantId], (tx) =>
    readSenderWithKeys(tx, [tenantId, mode, taken.row.id]),
  );
  if (sender === undefined) throw new Error("the sender that was just taken exists");
  const onboarding = await runOnboarding(deps, caller, sender, { pin, testTo: null });
  return {
    sender: presentId("snd", sender.id),
    phone_number_id: config["phone_number_id"] ?? "",
    address: sender.address ?? "",
    created: taken.created,
    onboarding,
  };
}

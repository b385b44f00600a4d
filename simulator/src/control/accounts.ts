// More accounts and numbers than the sandbox begins with.
import { randomBytes } from "node:crypto";
import { addAccount, addNumber } from "../business/index.ts";
import type { PhoneNumber } from "../business/index.ts";
import { displayOf } from "../business/numbers.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { word } from "../json.ts";
import { integer, orNull } from "../document.ts";
import type { ControlCall } from "./index.ts";
import { ControlRefused } from "./refused.ts";

const readCount = integer({ min: 1, max: 1_000, default: 1 });

export function listAccounts({ network }: ControlCall): Answer {
  // Numbers that only link WhatsApp Web clients are in no account.
  const onGraph = network.business.numbers.filter(({ account }) => account.id !== "");
  return reply({ data: onGraph.map(presentNumber) });
}

/** `{count, waba_id}`: numbers of the first account unless another is named; same app, same token. */
export function createNumbers({ network, body }: ControlCall): Answer {
  const { business } = network;
  const count = readCount(body["count"], "count");
  const account = business.accounts.get(word(body["waba_id"] ?? business.accounts.keys().next().value));
  if (!account) throw new ControlRefused("no such waba_id", 404);
  const numbers = Array.from({ length: count }, () => addNumber(business, account));
  return reply({ data: numbers.map(presentNumber) }, 201);
}

/** An account of its own with one number; its token reaches nothing else. */
export function createAccount({ network }: ControlCall): Answer {
  const accessToken = newToken();
  const { number } = addAccount(network.business, accessToken);
  return reply({ ...presentNumber(number), access_token: accessToken }, 201);
}

/** A business shares this account in the signup dialog; the code is good once, and for the dialog's `redirect_uri`. */
export function shareAccount({ network, path, body }: ControlCall): Answer {
  const account = network.business.accounts.get(path[1] ?? "");
  if (!account) throw new ControlRefused("no such waba_id", 404);
  const code = `AQD${randomBytes(24).toString("base64url")}`;
  const redirectUri = body["redirect_uri"] === undefined ? null : word(body["redirect_uri"]);
  network.business.signups.set(code, { account: account.id, redirectUri });
  return reply({ code }, 201);
}

const readLifetime = orNull(integer({ min: 1, max: 10_000_000_000, default: 1 }), null);

/**
 * The tokens that reach this account are revoked (190 from now on), and a new one is made; with `expires_in_ms` it
 * expires.
 */
export function renewToken({ network, path, body }: ControlCall): Answer {
  const lifetime = readLifetime(body["expires_in_ms"], "expires_in_ms");
  const { accounts, tokens } = network.business;
  const account = accounts.get(path[1] ?? "");
  if (!account) throw new ControlRefused("no such waba_id", 404);
  for (const token of tokens.values()) if (token.accounts.has(account.id)) tokens.delete(token.value);
  const value = newToken();
  const expiresAt = lifetime === null ? null : network.clock.now() + lifetime;
  tokens.set(value, { value, accounts: new Set([account.id]), expiresAt });
  return reply({ access_token: value }, 201);
}

function newToken(): string {
  return `EAASIMULATOR${randomBytes(12).toString("hex")}ZD`;
}

function presentNumber({ id, digits, account }: PhoneNumber) {
  return {
    phone_number_id: id,
    display_phone_number: displayOf(digits),
    phone: `+${digits}`,
    waba_id: account.id,
  };
}

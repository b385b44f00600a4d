// The businesses on this network: one app, its WhatsApp Business Accounts, their numbers, tokens and assets.
import { createMediaStore } from "./media.ts";
import type { MediaStore } from "./media.ts";
import { createNumber } from "./numbers.ts";
import type { PhoneNumber } from "./numbers.ts";
import { type AccountStanding, freshAccountStanding, freshPortfolio, type Portfolio } from "./standing.ts";
import { createTemplates } from "./templates.ts";
import type { Templates } from "./templates.ts";

export type { PhoneNumber } from "./numbers.ts";
export type { Template } from "./templates.ts";

/** Shared and changed in place, so that what waits for a callback follows it when it moves. */
export type Callback = {
  url: string;
  verifyToken: string;
  /** Headers that prove a POST in place of Meta's signature, where a provider passes Meta's webhooks on. */
  proof?(body: Buffer, wrong: boolean): Record<string, string>;
};

export type App = {
  id: string;
  secret: string;
  verifyToken: string;
  /** Registered by POST /{app-id}/subscriptions; null fields means every field. */
  callback: Callback;
  fields: ReadonlySet<string> | null;
};

export type Account = {
  id: string;
  name: string;
  subscribed: boolean;
  override: Callback | null;
  /** Management calls of the current hour, and template creations by time. */
  calls: { since: number; count: number };
  creations: number[];
  standing: AccountStanding;
};

export type Token = { value: string; accounts: ReadonlySet<string>; expiresAt: number | null };

export type Business = {
  app: App;
  accounts: Map<string, Account>;
  /** By position: the ledger keeps the position only. */
  numbers: PhoneNumber[];
  numberById: Map<string, PhoneNumber>;
  tokens: Map<string, Token>;
  templates: Templates;
  media: MediaStore;
  /** Resumable uploads under way, and the types of finished ones by the handles they were given. */
  uploads: Map<string, { length: number; type: string; received: number }>;
  samples: Map<string, string>;
  portfolio: Portfolio;
  /** Codes of the signup dialog: what was shared with each, null once it was exchanged. */
  signups: Map<string, Signup | null>;
};

/** `redirectUri`: where the dialog led back to; null when Meta's own script showed it. */
export type Signup = { account: string; redirectUri: string | null };

export const DEFAULTS = {
  appId: "100000000000001",
  appSecret: "9f2c4e6a8b0d1f3e5a7c9b2d4f6e8a0c",
  verifyToken: "waypost-simulator",
  accessToken: "EAASIMULATORxDefaultSystemUserTokenZD",
  accountId: "200000000000001",
} as const;

export function createBusiness(): Business {
  const business: Business = {
    app: {
      id: DEFAULTS.appId,
      secret: DEFAULTS.appSecret,
      verifyToken: DEFAULTS.verifyToken,
      callback: { url: "", verifyToken: DEFAULTS.verifyToken },
      fields: null,
    },
    accounts: new Map(),
    numbers: [],
    numberById: new Map(),
    tokens: new Map(),
    templates: createTemplates(),
    media: createMediaStore(),
    uploads: new Map(),
    samples: new Map(),
    portfolio: freshPortfolio(),
    signups: new Map(),
  };
  addAccount(business, DEFAULTS.accessToken);
  return business;
}

/** A WhatsApp Business Account with one number and a token that reaches nothing else. */
export function addAccount(
  business: Business,
  accessToken: string,
): { account: Account; number: PhoneNumber } {
  const id = String(BigInt(DEFAULTS.accountId) + BigInt(business.accounts.size));
  const account: Account = {
    id,
    name: `Marigold Travels ${id.slice(-3)}`,
    subscribed: true,
    override: null,
    calls: { since: 0, count: 0 },
    creations: [],
    standing: freshAccountStanding(),
  };
  business.accounts.set(id, account);
  business.tokens.set(accessToken, {
    value: accessToken,
    accounts: new Set([id]),
    expiresAt: null,
  });
  business.templates.addSamples(id);
  return { account, number: addNumber(business, account) };
}

export function addNumber(business: Business, account: Account, digits?: string): PhoneNumber {
  const number = createNumber(business.numbers.length, account, digits);
  business.numbers.push(number);
  business.numberById.set(number.id, number);
  return number;
}

/** The number of a phone that links devices; one the Graph API does not know joins without webhooks. */
export function numberOfPhone(business: Business, phone: number): PhoneNumber {
  const digits = String(phone);
  return (
    business.numbers.find((each) => each.digits === digits) ??
    addNumber(business, unreachableByGraph(), digits)
  );
}

/** In nobody's token, and subscribed to nothing. */
function unreachableByGraph(): Account {
  const calls = { since: 0, count: 0 };
  const standing = freshAccountStanding();
  return { id: "", name: "WhatsApp Web", subscribed: false, override: null, calls, creations: [], standing };
}

/** Callback precedence: phone number, then WABA, then app (Meta: phone numbers). */
export function callbackFor(
  business: Business,
  account: Account,
  number?: PhoneNumber,
): Callback | undefined {
  if (!account.subscribed) return undefined;
  const callback = number?.override ?? account.override ?? business.app.callback;
  return callback.url === "" ? undefined : callback;
}

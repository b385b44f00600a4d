// Everything the WhatsApp Web side of the network is made of.
import { addNumber } from "../business/index.ts";
import type { Network } from "../network.ts";
import { createAccount } from "./account.ts";
import type { Account } from "./account.ts";
import type { Connection } from "./connection.ts";
import type { OnError } from "./in-background.ts";
import type { LinksFile } from "./links-file.ts";
import type { MediaHost } from "./media-host.ts";
import { createPhones } from "./phone.ts";
import type { Phones } from "./phone.ts";
import { createServerIdentity } from "./protocol/trust.ts";
import type { ServerIdentity } from "./protocol/trust.ts";

/** What exists before the protocol is loaded. */
export type Outside = { network: Network; links: LinksFile; media: MediaHost; onError: OnError };

export type Web = Outside & {
  identity: ServerIdentity;
  phones: Phones;
  /** By phone number. */
  accounts: Map<number, Account>;
  connections: Set<Connection>;
  tally: Tally;
};

/** Since the start or the last reset. */
export type Tally = {
  messages: number;
  decrypted: number;
  undecryptable: number;
  phoneRetries: number;
  deviceRetries: number;
  errorAcks: number;
  /** Messages a client still sent on a connection it had been sent away from. */
  unheard: number;
};

export const NO_TALLY: Tally = {
  messages: 0,
  decrypted: 0,
  undecryptable: 0,
  phoneRetries: 0,
  deviceRetries: 0,
  errorAcks: 0,
  unheard: 0,
};

export function createWeb(outside: Outside): Web {
  return {
    ...outside,
    identity: createServerIdentity(outside.links.root),
    phones: createPhones(),
    accounts: new Map(),
    connections: new Set(),
    tally: { ...NO_TALLY },
  };
}

/** The account of a phone; a number the Graph API does not know joins the network without webhooks. */
export function accountOf(web: Web, phone: number): Account {
  const known = web.accounts.get(phone);
  if (known) return known;
  const { business } = web.network;
  const digits = String(phone);
  const number =
    business.numbers.find((each) => each.digits === digits) ??
    addNumber(business, unreachableByGraph(), digits);
  const account = createAccount(web.phones.of(phone), number);
  web.accounts.set(phone, account);
  return account;
}

/** In nobody's token, and subscribed to nothing. */
function unreachableByGraph() {
  const calls = { since: 0, count: 0 };
  return { id: "", name: "WhatsApp Web", subscribed: false, override: null, calls, creations: [] };
}

/** The faults of this door, when they concern this account. */
export function isAffected({ network }: Web, { phone }: Account): boolean {
  const { only_numbers } = network.conditions.faults.web;
  return only_numbers.length === 0 || only_numbers.includes(String(phone.number));
}

// What differs between Meta's Cloud API and a provider that passes it on: where it is, who one is there,
// and what the provider says in words of its own.

import type { Answer } from "../http/client.ts";
import type { Account, Outcome } from "../transport.ts";

export type Dialect = {
  /** The transport's name. */
  name: string;
  readSettings(account: Account): ReadSettings;
  /** An answer without a Graph error, read by the provider's own rules; null leaves it to the rule of all. */
  readOwnError(answer: Answer): Outcome | null;
};

export type Settings = {
  origin: string;
  /** Path of the messages edge. */
  path: string;
  headers: Readonly<Record<string, string>>;
  media: MediaAddresses;
  /** What must not come back in an error's text. */
  secret: string;
  /** Where the account's templates are; absent where a provider keeps them in a way of its own. */
  templates?: TemplateAddresses;
};

export type TemplateAddresses = {
  list: string;
  /** Of a template, or of anything else that Graph calls by an id. */
  one(id: string): string;
  /** Where an upload of a sample begins: at the app that the token is of. */
  uploads: string;
};

export type MediaAddresses = {
  /** Path of the media edge. */
  upload: string;
  /** Path that tells where an inbound file is. */
  lookUp(id: string): string;
  /** Where to fetch it, with the sender's headers; null for an address that must not hear them. */
  fileAt(url: string): string | null;
};

export type ReadSettings = { ok: true; settings: Settings } | { ok: false; problem: string };

// The texts there are, by area: a page's own file each, so that a page loads its own words only. What English has,
// every language has.
import type analytics from "../locales/en/analytics.json";
import type campaigns from "../locales/en/campaigns.json";
import type contacts from "../locales/en/contacts.json";
import type deadLetters from "../locales/en/dead-letters.json";
import type developers from "../locales/en/developers.json";
import type entry from "../locales/en/entry.json";
import type health from "../locales/en/health.json";
import type home from "../locales/en/home.json";
import type messages from "../locales/en/messages.json";
import type parts from "../locales/en/parts.json";
import type platform from "../locales/en/platform.json";
import type proof from "../locales/en/proof.json";
import type sandbox from "../locales/en/sandbox.json";
import type senders from "../locales/en/senders.json";
import type settings from "../locales/en/settings.json";
import type shell from "../locales/en/shell.json";
import type templates from "../locales/en/templates.json";

export type Catalogue = {
  analytics: typeof analytics;
  campaigns: typeof campaigns;
  contacts: typeof contacts;
  "dead-letters": typeof deadLetters;
  developers: typeof developers;
  entry: typeof entry;
  health: typeof health;
  home: typeof home;
  messages: typeof messages;
  parts: typeof parts;
  platform: typeof platform;
  proof: typeof proof;
  sandbox: typeof sandbox;
  senders: typeof senders;
  settings: typeof settings;
  shell: typeof shell;
  templates: typeof templates;
};

export type Area = keyof Catalogue;

type Form = "zero" | "one" | "two" | "few" | "many" | "other";

/** Without the ending of a plural: `t("rows", { count: 3 })` finds `rows_one` or `rows_other`. */
type Name<Key> = Key extends `${infer Stem}_${Form}` ? Stem : Key;

export type TextName<In extends Area> = Name<keyof Catalogue[In] & string>;

export type Values = Readonly<Record<string, string | number>>;

export type Translate<In extends Area> = (name: TextName<In>, values?: Values) => string;

// A campaign while it is being filled in, and its way to the API and back. Pure.
import type { Body } from "@waypost/sdk";
import type { CampaignContent, Made } from "./content.ts";
import { contentOf, secondOf, waysFrom, waysOf } from "./content.ts";
import type { Campaign } from "../figures.ts";
import { fromOf, type SenderChoice, sendersOf } from "./senders.ts";

export type Choice = { lists: string[]; segments: string[]; tags: string[] };

export type Draft = CampaignContent &
  SenderChoice & {
    name: string;
    everyone: boolean;
    included: Choice;
    excluded: Choice;
    /** A file of people as text. */
    csv: string;
    /** The audience that has a file's list in it, as it is kept: named anew, it would lose its file. */
    filed: string;
    category: Campaign["category"];
    /** By the clock of the workspace; empty: at once. */
    at: string;
    local: boolean;
    /** Of the day; both or none. */
    opens: string;
    closes: string;
    rate: string;
    per: "second" | "minute" | "hour";
    failurePercent: string;
  };

/** A campaign takes no more of a file. */
export const csvMax = 900_000;

const nobody: Choice = { lists: [], segments: [], tags: [] };

export const emptyDraft: Draft = {
  name: "",
  senders: [],
  weights: {},
  everyone: false,
  included: nobody,
  excluded: nobody,
  csv: "",
  filed: "",
  kind: "text",
  body: "",
  template: "",
  variables: {},
  category: "marketing",
  at: "",
  local: false,
  opens: "",
  closes: "",
  rate: "",
  per: "minute",
  failurePercent: "",
  trackLinks: false,
  stopOnReply: false,
  second: "",
  holdOut: "",
  followWhen: "",
  followHours: "48",
  followText: "",
  keeps: [],
};

/** As the API takes it; what the wizard has no field for is not named, and so stays. */
export function madeOf(draft: Draft): Made {
  return {
    name: draft.name.trim(),
    ...fromOf(draft),
    ...contentOf(draft),
    category: draft.category,
    audience: audienceOf(draft),
    ...(draft.keeps.includes("schedule") ? {} : { schedule: scheduleOf(draft) }),
    rate: draft.rate === "" ? null : { count: Number(draft.rate), per: draft.per },
    ...(draft.failurePercent === "" ? {} : { stops: { failure_percent: Number(draft.failurePercent) } }),
    ...waysOf(draft),
  };
}

/** What is changed of one that is there already. */
export function changeOf(draft: Draft): Body<"PATCH /v1/campaigns/{id}"> {
  const { audience, ...others } = madeOf(draft);
  return JSON.stringify(audience) === draft.filed ? others : { ...others, audience };
}

/** What saving does to a draft: its file has become a list, and is not handed over twice. */
export function savedOf(campaign: Campaign): Partial<Draft> {
  const { included, filed } = draftOf(campaign);
  return { included, filed, csv: "" };
}

export function draftOf(campaign: Campaign): Draft {
  const { schedule, rate, audience, stops } = campaign;
  const draft: Draft = {
    ...emptyDraft,
    ...secondOf(campaign),
    ...waysFrom(campaign),
    name: campaign.name,
    ...sendersOf(campaign),
    everyone: audience.everyone === true,
    included: choiceOf(audience),
    excluded: choiceOf(audience.exclude ?? {}),
    category: campaign.category,
    at: /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(schedule.at ?? "") ? (schedule.at ?? "") : "",
    local: schedule.recipient_local === true,
    opens: schedule.windows?.from ?? "",
    closes: schedule.windows?.to ?? "",
    rate: rate === null ? "" : String(rate.count),
    per: rate?.per ?? "minute",
    failurePercent: stops.failure_percent === undefined ? "" : String(stops.failure_percent),
  };
  return campaign.import === null ? draft : { ...draft, filed: JSON.stringify(audienceOf(draft)) };
}

/** A launch wants somebody to be named. */
export function hasAudience({ everyone, included, csv }: Draft): boolean {
  return everyone || csv.trim() !== "" || Object.values(included).some((ids) => ids.length > 0);
}

type Audience = Made["audience"];
type Named = Pick<Audience, "list" | "segment" | "tag">;

function audienceOf({ everyone, included, excluded, csv }: Draft): Audience {
  const exclude = namedOf(excluded);
  return {
    ...(everyone ? { everyone: true as const } : namedOf(included)),
    ...(everyone || csv.trim() === "" ? {} : { csv }),
    ...(Object.keys(exclude).length === 0 ? {} : { exclude }),
  };
}

function namedOf({ lists, segments, tags }: Choice): Named {
  return {
    ...(lists.length === 0 ? {} : { list: lists }),
    ...(segments.length === 0 ? {} : { segment: segments }),
    ...(tags.length === 0 ? {} : { tag: tags }),
  };
}

function choiceOf({ list = [], segment = [], tag = [] }: Named): Choice {
  return { lists: [list].flat(), segments: [segment].flat(), tags: [tag].flat() };
}

function scheduleOf({ at, local, opens, closes }: Draft): NonNullable<Made["schedule"]> {
  return {
    ...(at === "" ? {} : { at }),
    ...(local && at !== "" ? { recipient_local: true } : {}),
    ...(opens === "" || closes === "" ? {} : { windows: { from: opens, to: closes } }),
  };
}

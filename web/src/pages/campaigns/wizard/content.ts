// What a campaign says and how it goes on with people: as it is filled in, as the API takes it, and back. Pure.
import type { Body } from "@waypost/sdk";
import type { Campaign } from "../figures.ts";

export type Made = Body<"POST /v1/campaigns">;
type Ab = NonNullable<Made["ab"]>;
type Variable = NonNullable<NonNullable<Made["template"]>["variables"]>[string];

/** Where a variable's text comes from; `value` is the words, or an attribute's name. */
export type Source = { from: "words" | "attribute" | Field; value: string; fallback: string };
export const fields = ["name", "first_name", "phone", "language"] as const;
type Field = (typeof fields)[number];

/** What an API may have made that has no field here: it stays as it is. */
type Kept = "content" | "ab" | "follow_up" | "schedule";

export type CampaignContent = {
  kind: "text" | "template";
  body: string;
  template: string;
  variables: Record<string, Source>;
  trackLinks: boolean;
  stopOnReply: boolean;
  /** The other text or template of an A/B test. */
  second: string;
  holdOut: string;
  followWhen: "" | "not_read" | "not_replied" | "not_clicked";
  followHours: string;
  followText: string;
  keeps: Kept[];
};

export function contentOf({ kind, body, template, variables, keeps }: CampaignContent): Partial<Made> {
  if (keeps.includes("content")) return {};
  if (kind === "text") return { message: textOf(body) };
  const given = Object.entries(variables).filter(([, { value, from }]) => value !== "" || isField(from));
  const texts = given.map(([name, source]) => [name, variableOf(source)] as const);
  return { template: { name: template, variables: Object.fromEntries(texts) } };
}

function textOf(body: string): NonNullable<Made["message"]> {
  return { type: "text", text: { body } };
}

function variableOf({ from, value, fallback }: Source): Variable {
  if (from === "words") return value;
  const otherwise = fallback === "" ? {} : { fallback };
  return isField(from) ? { field: from, ...otherwise } : { attribute: value, ...otherwise };
}

function isField(from: string): from is Field {
  return fields.some((field) => field === from);
}

export function waysOf(draft: CampaignContent): Partial<Made> {
  const { keeps, trackLinks, stopOnReply } = draft;
  return {
    ...(keeps.includes("ab") ? {} : { ab: abOf(draft) }),
    ...(keeps.includes("follow_up") ? {} : { follow_up: followUpOf(draft) }),
    track_links: trackLinks,
    stop_on_reply: stopOnReply,
  };
}

function abOf({ kind, second, holdOut }: CampaignContent): Ab | null {
  const other = kind === "text" ? { message: textOf(second) } : { template: { name: second } };
  const ab: Ab = {
    ...(second.trim() === "" ? {} : { variants: [{ share: 1 }, { share: 1, ...other }] }),
    ...(holdOut === "" ? {} : { hold_out_percent: Number(holdOut) }),
  };
  return Object.keys(ab).length === 0 ? null : ab;
}

function followUpOf({ followWhen, followHours, followText }: CampaignContent): Made["follow_up"] {
  if (followWhen === "") return null;
  return {
    when: followWhen,
    after_minutes: Math.round(Number(followHours) * 60),
    message: textOf(followText),
  };
}

export function secondOf({ message, template }: Campaign): Partial<CampaignContent> {
  if (template !== null)
    return {
      kind: "template",
      template: template.name,
      variables: Object.fromEntries(
        Object.entries(template.variables ?? {}).map(([name, given]) => [name, sourceOf(given)]),
      ),
    };
  return { kind: "text", body: textIn(message) ?? "" };
}

/** Null for a message that is no plain text. */
function textIn(message: unknown): string | null {
  const said = message as { type?: unknown; text?: { body?: unknown } } | null;
  return said?.type === "text" && typeof said.text?.body === "string" ? said.text.body : null;
}

function sourceOf(given: Variable): Source {
  if (typeof given === "string") return { from: "words", value: given, fallback: "" };
  const { field, attribute = "", fallback = "" } = given;
  return { from: field ?? "attribute", value: attribute, fallback };
}

export function waysFrom(campaign: Campaign): Partial<CampaignContent> {
  const { template, message, schedule, follow_up: followUp } = campaign;
  const { ab } = campaign;
  const other = ab?.variants?.[1];
  const second = other?.template?.name ?? textIn(other?.message) ?? "";
  const followText = textIn(followUp?.message);
  const keeps: [Kept, boolean][] = [
    ["content", isMore(template) || (template === null && textIn(message) === null)],
    ["ab", ab !== null && !isOurs(ab, second)],
    ["follow_up", followUp !== null && followText === null],
    ["schedule", schedule.repeat !== undefined || /Z|[+-]\d\d:/.test((schedule.at ?? "").slice(16))],
  ];
  return {
    trackLinks: campaign.track_links,
    stopOnReply: campaign.stop_on_reply,
    second,
    holdOut: ab?.hold_out_percent === undefined ? "" : String(ab.hold_out_percent),
    ...(followUp === null || followText === null
      ? {}
      : { followWhen: followUp.when, followHours: String(followUp.after_minutes / 60), followText }),
    keeps: keeps.filter(([, is]) => is).map(([name]) => name),
  };
}

/** Of one language only: the wizard's templates go by each person's own. */
function isMore(template: Campaign["template"]): boolean {
  return template?.language !== undefined && template.language !== "contact";
}

/** Two equal halves, and no winner that is sought. */
function isOurs({ variants, winner }: Ab, second: string): boolean {
  if (winner !== undefined) return false;
  return variants === undefined || (variants.length === 2 && second !== "");
}

// Whether a person of a small world matches a rule, in the plainest way there is: what the compiled SQL is held to.

import { createHash } from "node:crypto";
import type { DateTest, NumberTest, SegmentCondition, SegmentRule, TextTest } from "@waypost/contract";
import { countryOf } from "../../../kernel/phone-country.ts";
import { zonesOf } from "../../../kernel/phone-zone.ts";
import { askedAt, type SentMessage, type SmallPerson } from "./small-world.ts";

export type NaiveWorld = {
  mode: "live" | "test";
  timeZone: string;
  /** Their places in the world are in people's lists and messages. */
  lists: readonly string[];
  campaigns: readonly string[];
  segments: ReadonlyMap<string, { rule: SegmentRule; exclude: SegmentRule | null }>;
};

type Of<Kind extends SegmentCondition["kind"]> = Extract<SegmentCondition, { kind: Kind }>;

export function matches(rule: SegmentRule, person: SmallPerson, world: NaiveWorld): boolean {
  switch (rule.kind) {
    case "all":
      return rule.of.every((each) => matches(each, person, world));
    case "any":
      return rule.of.some((each) => matches(each, person, world));
    case "not":
      return !matches(rule.of, person, world);
    case "name":
      return testText(person.name ?? person.profileName, rule.text);
    case "attribute":
      return testAttribute(rule, person, world);
    case "created":
      return testDay(dayOf(person.createdAt, world.timeZone), rule.date, world);
    case "updated":
      return testDay(dayOf(person.updatedAt, world.timeZone), rule.date, world);
    case "country":
      return person.hasNumber && rule.one_of.includes(countryOf(`+${person.number}`) ?? "");
    case "language":
      return rule.one_of.some((range) => speaks(person.language, range));
    case "time_zone":
      return isIn(person, rule.one_of);
    case "tag":
      return testTags(person.tags, rule);
    case "list":
      return rule.any_of.some((id) => person.lists.includes(world.lists.indexOf(id)));
    case "segment": {
      const named = world.segments.get(rule.id);
      if (named === undefined) throw new Error("the world has all segments");
      const isOut = named.exclude !== null && matches(named.exclude, person, world);
      return matches(named.rule, person, world) && !isOut;
    }
    case "consent":
      return testConsent(person, rule);
    case "event":
      return timesOf(person, rule, world) >= (rule.at_least ?? 1);
    case "bucket":
      return isInBucket(person.id, rule);
  }
}

const lower = (text: string): string => text.toLowerCase();

function testText(value: string | null, test: TextTest): boolean {
  const has = (judge: (text: string) => boolean): boolean => value !== null && judge(lower(value));
  if (test.is !== undefined) return has((text) => text === lower(test.is ?? ""));
  if (test.is_not !== undefined) return !has((text) => text === lower(test.is_not ?? ""));
  if (test.contains !== undefined) return has((text) => text.includes(lower(test.contains ?? "")));
  if (test.starts_with !== undefined) return has((text) => text.startsWith(lower(test.starts_with ?? "")));
  if (test.one_of !== undefined) return has((text) => (test.one_of ?? []).map(lower).includes(text));
  return test.is_set === ((value ?? "") !== "");
}

function testNumber(value: number, test: NumberTest): boolean {
  if (test.is !== undefined) return value === test.is;
  if (test.less_than !== undefined) return value < test.less_than;
  if (test.at_most !== undefined) return value <= test.at_most;
  if (test.more_than !== undefined) return value > test.more_than;
  if (test.at_least !== undefined) return value >= test.at_least;
  const [from = 0, to = 0] = test.between ?? [];
  return value >= from && value <= to;
}

function testAttribute(rule: Of<"attribute">, { attributes }: SmallPerson, world: NaiveWorld): boolean {
  const value = attributes[rule.name];
  if (rule.text !== undefined) return testText(typeof value === "string" ? value : null, rule.text);
  if (rule.number !== undefined) {
    if (rule.number.is_not !== undefined) return value !== rule.number.is_not;
    return typeof value === "number" && testNumber(value, rule.number);
  }
  if (rule.date !== undefined)
    return testDay(typeof value === "string" ? dayNamed(value, world.timeZone) : null, rule.date, world);
  if (rule.boolean !== undefined) return value === rule.boolean;
  return rule.is_set === (value !== undefined && value !== null && value !== "");
}

function dayNamed(text: string, timeZone: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?$/.exec(text);
  const midnight = new Date(`${match?.[1] ?? ""}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCFullYear() === 0) return null;
  if (midnight.toISOString().slice(0, 10) !== match?.[1]) return null;
  return match[2] === undefined ? match[1] : dayOf(new Date(text), timeZone);
}

function dayOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("sv", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(at);
}

function ahead(today: string, count: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

function testDay(day: string | null, test: DateTest, { timeZone }: NaiveWorld): boolean {
  if (day === null) return false;
  const today = dayOf(askedAt, timeZone);
  if (test.on !== undefined) return day === test.on;
  if (test.before !== undefined) return day < test.before;
  if (test.after !== undefined) return day > test.after;
  if (test.between !== undefined) return day >= (test.between[0] ?? "") && day <= (test.between[1] ?? "");
  if (test.in_last_days !== undefined) return day <= today && day >= ahead(today, -test.in_last_days);
  if (test.in_next_days !== undefined) return day >= today && day <= ahead(today, test.in_next_days);
  if (test.more_than_days_ago !== undefined) return day < ahead(today, -test.more_than_days_ago);
  const within = test.anniversary_within_days;
  for (let count = within === undefined ? (test.anniversary_in_days ?? 0) : 0; ; count++) {
    if (isAnniversary(day, ahead(today, count))) return true;
    if (within === undefined || count === within) return false;
  }
}

function isAnniversary(of: string, on: string): boolean {
  const isLeap = new Date(`${on.slice(0, 4)}-02-29T00:00:00Z`).getUTCMonth() === 1;
  return of.slice(5) === on.slice(5) || (of.endsWith("-02-29") && on.endsWith("-02-28") && !isLeap);
}

function speaks(language: string | null, range: string): boolean {
  const [spoken, asked] = [language ?? "", range].map((tag) => lower(tag).split(/[-_]/));
  return language !== null && (asked ?? []).every((part, index) => spoken?.[index] === part);
}

const sameZones = new Map([["Asia/Kolkata", "Asia/Calcutta"]]);

function isIn({ timeZone, hasNumber, number }: SmallPerson, wanted: readonly string[]): boolean {
  const canonical = (zone: string): string => sameZones.get(zone) ?? zone;
  // A contact's own zone is compared by its name, and by the one name that all its names have in common.
  if (timeZone !== null) return wanted.includes(timeZone) || wanted.map(canonical).includes(timeZone);
  const zones = hasNumber ? zonesOf(`+${number}`) : [];
  return zones.length === 1 && wanted.map(canonical).includes(canonical(zones[0] ?? ""));
}

function testTags(tags: readonly string[], { any_of, all_of, none_of }: Of<"tag">): boolean {
  const has = (tag: string): boolean => tags.includes(lower(tag.trim()));
  if (any_of !== undefined) return any_of.some(has);
  return all_of === undefined ? !(none_of ?? []).some(has) : all_of.every(has);
}

function testConsent({ words, hasNumber }: SmallPerson, { state, purpose }: Of<"consent">): boolean {
  const inForce = hasNumber ? words.filter(({ ofFormerNumber }) => !ofFormerNumber) : [];
  const isRefused = inForce.some(
    (word) => !word.lifted && (word.purpose === "all" || word.purpose === purpose),
  );
  if (state === "suppressed") return isRefused;
  return !isRefused && inForce.some((word) => word.lifted && word.lane === "own" && word.purpose === purpose);
}

function isInBucket(id: string, { seed, from, to }: Of<"bucket">): boolean {
  const bytes = Buffer.concat([Buffer.from(seed), Buffer.from(id.replaceAll("-", ""), "hex")]);
  const place = createHash("sha256").update(bytes).digest().readUInt32BE(0) % 100;
  return place >= from && place < to;
}

const after = { sent: 0, delivered: 1, read: 2, played: 3 } as const;

function timesOf(person: SmallPerson, rule: Of<"event">, world: NaiveWorld): number {
  const { event, campaign, template } = rule;
  const ours = messagesTo(person, rule, world);
  if (event === "clicked") {
    return person.clicks.filter(
      (click) =>
        inSpan(click.at, rule) &&
        (campaign === undefined || world.campaigns[click.campaign] === campaign) &&
        (template === undefined || isClickOf(person, click, template)),
    ).length;
  }
  if (event === "replied") {
    const sent = ours.filter((message) => happened(message, "sent"));
    const isAnswer = ({ at }: { at: Date }): boolean =>
      (campaign === undefined && template === undefined) ||
      sent.some((message) => {
        const since = at.getTime() - momentOf(message, "sent").getTime();
        return since >= 0 && since < 72 * 3_600_000;
      });
    return person.heard.filter((one) => one.mode === world.mode && inSpan(one.at, rule) && isAnswer(one))
      .length;
  }
  return ours.filter((message) => happened(message, event) && inSpan(momentOf(message, event), rule)).length;
}

/** To their present number; or, of a campaign, the one message that it had for them. */
function messagesTo(person: SmallPerson, rule: Of<"event">, world: NaiveWorld): SentMessage[] {
  const ofCampaign = campaignMessage(person, world.campaigns.indexOf(rule.campaign ?? "")) ?? [];
  const toNumber = person.messages.filter(({ toFormer }) => person.hasNumber && !toFormer);
  const all = rule.campaign === undefined ? toNumber : [ofCampaign].flat();
  return all.filter(
    ({ mode, template }) =>
      mode === world.mode && (rule.template === undefined || template === rule.template),
  );
}

/** As the small world writes its recipients: the first message of the campaign is its message to this person. */
export function campaignMessage({ messages }: SmallPerson, campaign: number): SentMessage | undefined {
  return messages.find((message) => message.campaign === campaign);
}

/** A click and what was clicked are of one contact, this one or the one that was merged into it. */
function isClickOf(person: SmallPerson, click: SmallPerson["clicks"][number], template: string): boolean {
  const message = campaignMessage(person, click.campaign);
  return message?.template === template && message.toFormer === click.former;
}

function inSpan(at: Date, { within_days: within, before_days: before }: Of<"event">): boolean {
  const ago = (askedAt.getTime() - at.getTime()) / 86_400_000;
  return (within === undefined || ago <= within) && (before === undefined || ago > before);
}

type Happening = "sent" | "delivered" | "read" | "failed";

function happened({ status }: SentMessage, event: Happening): boolean {
  if (event === "failed") return status === "failed";
  return status in after && after[status as keyof typeof after] >= after[event];
}

function momentOf({ facts, attempts, updatedAt }: SentMessage, event: Happening): Date {
  const ended = (states: readonly string[]): Date[] =>
    attempts.flatMap(({ state, endedAt }) => (endedAt !== null && states.includes(state) ? [endedAt] : []));
  if (event === "failed") {
    const told = facts.filter(({ type }) => type === "failed").map(({ at }) => at);
    return latest(told) ?? latest(ended(["accepted", "refused", "later"])) ?? updatedAt;
  }
  const proofs = facts
    .filter(({ type }) => type !== "failed" && after[type] >= after[event])
    .map(({ at }) => at);
  const known = event === "sent" ? [...proofs, ...ended(["accepted"])] : proofs;
  return earliest(known) ?? updatedAt;
}

function earliest(times: readonly Date[]): Date | undefined {
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

function latest(times: readonly Date[]): Date | undefined {
  return times.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

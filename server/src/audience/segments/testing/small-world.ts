// Small random audiences: few people, few values, so that random rules meet them often.

import fc from "fast-check";

/** Rules are asked at this instant. */
export const askedAt = new Date("2026-11-21T20:15:00.000Z");

export type Fact = { type: "sent" | "delivered" | "read" | "played" | "failed"; at: Date };
export type Attempt = { state: "open" | "accepted" | "refused" | "later"; endedAt: Date | null };

export type SentMessage = {
  id: string;
  mode: "live" | "test";
  status: string;
  /** To the number they had before. */
  toFormer: boolean;
  campaign: number | null;
  template: string | null;
  updatedAt: Date;
  facts: Fact[];
  attempts: Attempt[];
};

/** `former`: under the contact that was merged into them. */
export type Heard = { id: string; mode: "live" | "test"; former: boolean; at: Date };
export type Click = { campaign: number; former: boolean; at: Date };
export type LastWord = {
  ofFormerNumber: boolean;
  purpose: "marketing" | "all";
  lane: "own" | "provider";
  lifted: boolean;
};

export type SmallPerson = {
  id: string;
  formerId: string;
  standing: "stands" | "deleted";
  hasNumber: boolean;
  /** As digits behind "+". */
  number: string;
  formerNumber: string;
  name: string | null;
  profileName: string | null;
  tags: string[];
  language: string | null;
  timeZone: string | null;
  attributes: Record<string, string | number | boolean | null>;
  createdAt: Date;
  updatedAt: Date;
  lists: number[];
  words: LastWord[];
  messages: SentMessage[];
  heard: Heard[];
  clicks: Click[];
};

export type SmallWorld = { timeZone: string; people: SmallPerson[] };

/** Upper and lower case, accents, and what would be special in a pattern, a quote or a document. */
export const words = ["Asha", "asha", "ÉVA", "éva n", "50%", "o'x", "a_b", '"', "\\", "$1", " ", "'; drop"];
export const tags = ["vip", "new", "o'x", "{a,b}"];
export const languages = ["en", "en-GB", "EN_us", "pt-BR", "pt", "e"];
export const zones = ["Asia/Kolkata", "Asia/Calcutta", "Europe/Berlin", "America/New_York"];
export const templates = ["welcome", "o'x"];
export const attributeNames = ["city", "spent", "born", "a'b", "$2"];
export const days = [
  "2026-11-21",
  "2026-11-22",
  "2026-11-20",
  "2026-11-14",
  "1990-11-28",
  "2024-02-29",
  "2026-02-28",
];
const dates = [
  ...days,
  "2026-02-30",
  "0000-01-01",
  "2026-11-21T23:30:00Z",
  "2026-11-21T02:30:00+05:30",
  "2026-11-21 10:00",
  "2026-02-30T10:00:00Z",
  "yesterday",
  "infinity",
];
export const numbers = [0, 1, 1.5, -2, 41, 1e21];

const wholeDays = fc.integer({ min: 0, max: 12 });
const instant = fc
  .tuple(wholeDays, fc.integer({ min: -3_600, max: 3_600 }))
  .map(([ago, seconds]) => new Date(askedAt.getTime() - ago * 86_400_000 + seconds * 1_000));
const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { nil: null });
const mode = fc.constantFrom("live" as const, "live" as const, "test" as const);
const campaign = fc.integer({ min: 0, max: 1 });
const id = fc.uuid({ version: 7 });

const message: fc.Arbitrary<SentMessage> = fc.record({
  id: fc.tuple(instant, id).map(([at, uuid]) => idAt(at, uuid)),
  mode,
  status: fc.constantFrom("queued", "sent", "delivered", "read", "read", "played", "failed"),
  toFormer: fc.constantFrom(false, false, true),
  campaign: orNull(campaign),
  template: orNull(fc.constantFrom(...templates)),
  updatedAt: instant,
  facts: fc.uniqueArray(
    fc.record({
      type: fc.constantFrom(
        "sent" as const,
        "delivered" as const,
        "read" as const,
        "played" as const,
        "failed" as const,
      ),
      at: instant,
    }),
    { maxLength: 3, selector: ({ type }) => type },
  ),
  attempts: fc.array(
    fc.oneof(
      fc.constant({ state: "open" as const, endedAt: null }),
      fc.record({
        state: fc.constantFrom("accepted" as const, "refused" as const, "later" as const),
        endedAt: instant,
      }),
    ),
    { maxLength: 2 },
  ),
});

/** A message changes with whatever is learned of it, and is as old as its id says. */
function settled(of: SentMessage): SentMessage {
  const known = [...of.facts.map(({ at }) => at), ...of.attempts.flatMap(({ endedAt }) => endedAt ?? [])];
  const latest = Math.max(of.updatedAt.getTime(), ...known.map((at) => at.getTime()));
  const earliest = Math.min(latest, ...known.map((at) => at.getTime()));
  return { ...of, updatedAt: new Date(latest), id: idAt(new Date(earliest - 1_000), of.id) };
}

/** Nobody else's, however little randomness is left. */
function placed(uuid: string, person: number, n: number): string {
  return `${uuid.slice(0, -2)}${person}${n}`;
}

/** The digits of a UUIDv7 are milliseconds at first (RFC 9562 §5.7). */
function idAt(at: Date, uuid: string): string {
  const ms = at.getTime().toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8)}${uuid.slice(13)}`;
}

const attributes = fc.dictionary(
  fc.constantFrom(...attributeNames),
  fc.constantFrom(...words, ...dates, ...numbers, true, false, null, ""),
  { maxKeys: 4 },
);

/** Two digits are missing: whose they are. */
const stems = ["9198765000", "49151123456", "141555500", "141655500", "121255500", "770112345", "791612345"];

const person: fc.Arbitrary<SmallPerson> = fc.record({
  id,
  formerId: id,
  standing: fc.constantFrom("stands" as const, "stands" as const, "stands" as const, "deleted" as const),
  hasNumber: fc.constantFrom(true, true, true, false),
  number: fc.constantFrom(...stems),
  formerNumber: fc.constantFrom(...stems),
  name: orNull(fc.constantFrom(...words)),
  profileName: orNull(fc.constantFrom(...words)),
  tags: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 3 }),
  language: orNull(fc.constantFrom(...languages)),
  timeZone: orNull(fc.constantFrom(...zones)),
  attributes,
  createdAt: instant,
  updatedAt: instant,
  lists: fc.uniqueArray(campaign),
  words: fc.uniqueArray(
    fc.record({
      ofFormerNumber: fc.boolean(),
      purpose: fc.constantFrom("marketing" as const, "all" as const),
      lane: fc.constantFrom("own" as const, "provider" as const),
      lifted: fc.boolean(),
    }),
    { maxLength: 3, selector: (word) => `${word.ofFormerNumber} ${word.purpose} ${word.lane}` },
  ),
  messages: fc.array(message.map(settled), { minLength: 1, maxLength: 5 }),
  heard: fc.array(fc.record({ id, mode, former: fc.boolean(), at: instant }), { maxLength: 4 }),
  clicks: fc.uniqueArray(fc.record({ campaign, former: fc.boolean(), at: instant }), {
    maxLength: 2,
    selector: (click) => `${click.campaign} ${click.former}`,
  }),
});

/** Numbers are nobody else's: the person's place is in them. */
export const smallWorld: fc.Arbitrary<SmallWorld> = fc.record({
  timeZone: fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati"),
  people: fc.uniqueArray(person, { minLength: 4, maxLength: 9, selector: (one) => one.id }).map((people) =>
    people.map((one, index) => ({
      ...one,
      id: placed(one.id, index, 0),
      formerId: placed(one.formerId, index, 1),
      messages: one.messages.map((each, n) => ({ ...each, id: placed(each.id, index, n) })),
      heard: one.heard.map((each, n) => ({ ...each, id: placed(idAt(each.at, each.id), index, n) })),
      number: `${one.number}1${index}`,
      formerNumber: `${one.formerNumber}2${index}`,
    })),
  ),
});

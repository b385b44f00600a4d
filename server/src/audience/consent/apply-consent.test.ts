// Consent in force: the last word counts whatever order words come in, for every name of the person, by tenant.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, type Harness, newId } from "../../http/harness.ts";
import { type Alias, createAddressHash, phoneAlias } from "../address.ts";
import { findContacts } from "../contacts/find-contacts.ts";
import { applyConsent, type ConsentWord } from "./apply-consent.ts";
import { readSuppressed } from "./read-suppressed.ts";

let house: Harness;
beforeAll(async () => {
  house = await createHarness(() => []);
});
afterAll(() => house.close());

const hash = createAddressHash(Buffer.alloc(32, 7));
const people = { newId, hash };
const minute = (n: number): Date => new Date(Date.parse("2026-11-01T10:00:00Z") + n * 60_000);
const userId: Alias = { kind: "user_id", scope: "w1", value: "IN.1349" };
const asha = phoneAlias("+919000000001");

const own = {
  lane: "own",
  source: "keyword",
  reason: "opted_out",
  wording: "STOP",
  onlyReturns: false,
} as const;
const atMeta = { ...own, lane: "provider", source: "provider", wording: null } as const;

type Said = Partial<ConsentWord> & { tenantId: string; at: Date };

function word(more: Said): ConsentWord {
  return {
    alias: asha,
    contactId: null,
    purpose: "marketing",
    state: "withdrawn",
    proof: `message ${more.at.toISOString()}`,
    said: own,
    ...more,
  };
}

const say = (words: ConsentWord[]) => house.engine.transaction((tx) => applyConsent(tx, words, people));

async function meet(tenantId: string, aliases: Alias[]) {
  return house.engine.transaction(async (tx) => {
    const sighting = { tenantId, aliases, name: null, at: minute(0), evidence: "message" };
    const { contactIds, silenced } = await findContacts(tx, [sighting], people);
    return { contactId: contactIds[0] ?? "", silenced };
  });
}

async function suppressed(tenantId: string, category: "marketing" | "utility", recipient = asha.value) {
  return (await readSuppressed(house.engine, [{ tenantId, recipient, category }], hash)).size === 1;
}

describe("a refusal", () => {
  test("of marketing lets utility go, and is answered with the number it silences", async () => {
    const { id } = await house.tenant();
    expect(await say([word({ tenantId: id, at: minute(1) })])).toEqual([
      { tenant_id: id, recipient: asha.value, purpose: "marketing" },
    ]);
    expect([await suppressed(id, "marketing"), await suppressed(id, "utility")]).toEqual([true, false]);
  });

  test("of everything silences utility too", async () => {
    const { id } = await house.tenant();
    await say([word({ tenantId: id, at: minute(1), purpose: "all" })]);
    expect([await suppressed(id, "marketing"), await suppressed(id, "utility")]).toEqual([true, true]);
  });

  test("to one tenant is none to another", async () => {
    const [ours, theirs] = [await house.tenant(), await house.tenant()];
    await say([word({ tenantId: ours.id, at: minute(1) })]);
    expect(await suppressed(theirs.id, "marketing")).toBe(false);
  });

  test("told twice is one piece of evidence, and silences once", async () => {
    const { id } = await house.tenant();
    const stop = word({ tenantId: id, at: minute(1) });
    await say([stop]);
    expect(await say([stop])).toEqual([]);
    const { rows } = await house.engine.query("select state from consent_event where tenant_id = $1", [id]);
    expect(rows).toEqual([{ state: "withdrawn" }]);
  });

  test("by a user id counts for the number of the same person, known before or found out later", async () => {
    const { id } = await house.tenant();
    const { contactId } = await meet(id, [asha, userId]);
    const silenced = await say([word({ tenantId: id, at: minute(1), alias: userId, contactId })]);
    expect(silenced.map(({ recipient }) => recipient)).toEqual([asha.value]);

    const later = await house.tenant();
    const nameless = await meet(later.id, [userId]);
    await say([word({ tenantId: later.id, at: minute(1), alias: userId, contactId: nameless.contactId })]);
    expect(await suppressed(later.id, "marketing")).toBe(false);
    expect((await meet(later.id, [userId, asha])).silenced).toEqual([
      { tenant_id: later.id, recipient: asha.value, purpose: "marketing" },
    ]);
    expect(await suppressed(later.id, "marketing")).toBe(true);
  });

  test("follows the person to a new number", async () => {
    const { id } = await house.tenant();
    const { contactId } = await meet(id, [asha]);
    await say([word({ tenantId: id, at: minute(1), contactId })]);
    const moved = { tenantId: id, aliases: [asha], name: null, at: minute(2), evidence: "message" };
    const movedTo = phoneAlias("+919000000002");
    await house.engine.transaction((tx) => findContacts(tx, [{ ...moved, movedTo }], people));
    expect(await suppressed(id, "marketing", movedTo.value)).toBe(true);
  });
});

describe("a return", () => {
  const start = { ...own, wording: "START", onlyReturns: true };

  test("lifts what was refused before", async () => {
    const { id } = await house.tenant();
    const { contactId } = await meet(id, [asha]);
    await say([word({ tenantId: id, contactId, at: minute(1) })]);
    await say([word({ tenantId: id, contactId, at: minute(2), state: "granted", said: start })]);
    expect(await suppressed(id, "marketing")).toBe(false);
  });

  test("of who never refused is a greeting, and no evidence of anything", async () => {
    const { id } = await house.tenant();
    const { contactId } = await meet(id, [asha]);
    await say([word({ tenantId: id, contactId, at: minute(2), state: "granted", said: start })]);
    const { rows } = await house.engine.query("select from consent_event where tenant_id = $1", [id]);
    expect(rows).toEqual([]);
  });

  test("said to us does not take back what was said to WhatsApp, nor the other way round", async () => {
    const { id } = await house.tenant();
    const { contactId } = await meet(id, [asha]);
    await say([word({ tenantId: id, contactId, at: minute(1), said: atMeta })]);
    await say([word({ tenantId: id, contactId, at: minute(2), state: "granted" })]);
    expect(await suppressed(id, "marketing")).toBe(true);
    await say([word({ tenantId: id, contactId, at: minute(3), state: "granted", said: atMeta })]);
    expect(await suppressed(id, "marketing")).toBe(false);
  });
});

test("the last word counts, in whichever order, portions and repetitions words arrive", async () => {
  const anyWord = fc.record({
    at: fc.integer({ min: 0, max: 5 }),
    state: fc.constantFrom("granted" as const, "withdrawn" as const),
    purpose: fc.constantFrom("marketing" as const, "all" as const),
    alias: fc.constantFrom(asha, userId),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyWord, { minLength: 1, maxLength: 8 }).chain((words) =>
        fc.record({
          words: fc.constant(words),
          told: fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 }),
        }),
      ),
      async ({ words, told }) => {
        const { id } = await house.tenant();
        const { contactId } = await meet(id, [asha, userId]);
        for (const { at, ...said } of told)
          await say([word({ ...said, tenantId: id, contactId, at: minute(at) })]);
        const last = (purpose: "marketing" | "all") =>
          words
            .filter(
              (each) => each.purpose === purpose || (each.purpose === "all" && each.state === "granted"),
            )
            .toSorted((a, b) => a.at - b.at || a.state.localeCompare(b.state))
            .at(-1)?.state;
        const [marketing, all] = [last("marketing") === "withdrawn", last("all") === "withdrawn"];
        expect([await suppressed(id, "marketing"), await suppressed(id, "utility")]).toEqual([
          marketing || all,
          all,
        ]);
      },
    ),
    { numRuns: 60 },
  );
});

// Who is who: names that are seen together are one person's, however the sightings fall, and an older id stays.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alias } from "../address.ts";
import { type KnownAlias, planContacts, type Sighting } from "./plan.ts";
import { connectedNames, nameOf, storedNames } from "./testing/naive-groups.ts";

const tenantId = "00000000-0000-7000-8000-000000000001";
const start = Date.parse("2026-11-01T10:00:00Z");
const minute = (n: number): Date => new Date(start + n * 60_000);

const phone = (value: string): Alias => ({ kind: "phone", scope: "", value });
const lid = (value: string): Alias => ({ kind: "lid", scope: "", value });
const userId = (value: string): Alias => ({ kind: "user_id", scope: "w1", value });

/** Ids in the order of their creation, as ours are. */
function ids(): () => string {
  let count = 0;
  return () => `c${String((count += 1)).padStart(4, "0")}`;
}

function see(aliases: Alias[], at: Date, more: Partial<Sighting> = {}): Sighting {
  return { tenantId, aliases, name: null, at, evidence: "message", ...more };
}

/** A store of the plan's own words: what each round leaves behind is what the next one knows. */
function createRegister() {
  const newId = ids();
  const aliases = new Map<string, KnownAlias>();
  const keyOf = ({ kind, scope, value }: Alias): string => `${kind} ${scope} ${value}`;
  return {
    aliases,
    take(sightings: readonly Sighting[]): string[] {
      const plan = planContacts([...aliases.values()], sightings, newId);
      for (const { evidence: _, ...alias } of plan.aliases) {
        aliases.set(keyOf(alias), { ...alias, profileName: null });
      }
      for (const { loser, winner } of plan.merges) {
        for (const [key, alias] of aliases) {
          if (alias.contactId === loser) aliases.set(key, { ...alias, contactId: winner });
        }
      }
      return plan.contactIds;
    },
    contactOf: (alias: Alias): string | undefined => aliases.get(keyOf(alias))?.contactId,
  };
}

describe("a person", () => {
  test("is one contact under number and user id, once a message names both", () => {
    const register = createRegister();
    const [byPhone, byId] = register.take([see([phone("+1")], minute(0)), see([userId("IN.1")], minute(1))]);
    expect(byPhone).not.toBe(byId);
    const [joined] = register.take([see([phone("+1"), userId("IN.1")], minute(2))]);
    expect(joined).toBe(byPhone);
    expect(register.contactOf(userId("IN.1"))).toBe(byPhone);
  });

  test("keeps the older id, whichever name was seen first in the message", () => {
    const register = createRegister();
    const [older] = register.take([see([lid("9@lid")], minute(0))]);
    register.take([see([phone("+1")], minute(1))]);
    expect(register.take([see([phone("+1"), lid("9@lid")], minute(2))])).toEqual([older]);
  });

  test("takes the contact along to a new number, and leaves the old one to who has it next", () => {
    const register = createRegister();
    const [before] = register.take([see([phone("+1"), userId("IN.1")], minute(0))]);
    register.take([see([phone("+1")], minute(5), { movedTo: phone("+2") })]);
    expect(register.contactOf(phone("+2"))).toBe(before);
    const [late] = register.take([see([phone("+1")], minute(4))]);
    expect(late).toBe(before);
    const [stranger] = register.take([see([phone("+1")], minute(6))]);
    expect(stranger).not.toBe(before);
    expect(register.take([see([phone("+2")], minute(7))])).toEqual([before]);
  });

  test("whose new number has written already is one with who wrote", () => {
    const register = createRegister();
    const [old] = register.take([see([phone("+1")], minute(0))]);
    register.take([see([phone("+2")], minute(5))]);
    register.take([see([phone("+1")], minute(4), { movedTo: phone("+2") })]);
    expect(register.contactOf(phone("+2"))).toBe(old);
  });

  test("of another tenant is somebody else", () => {
    const other = "00000000-0000-7000-8000-000000000002";
    const { contactIds } = planContacts(
      [],
      [see([phone("+1")], minute(0)), see([phone("+1")], minute(0), { tenantId: other })],
      ids(),
    );
    expect(new Set(contactIds).size).toBe(2);
  });

  test("of another business account has another user id of the same letters", () => {
    const elsewhere: Alias = { kind: "user_id", scope: "w2", value: "IN.1" };
    const register = createRegister();
    const [here, there] = register.take([see([userId("IN.1")], minute(0)), see([elsewhere], minute(1))]);
    expect(here).not.toBe(there);
  });

  test("who is known and seen again changes nothing, but for a name or after a day", () => {
    const known: KnownAlias = {
      ...phone("+1"),
      tenantId,
      contactId: "c1",
      seenAt: minute(0),
      leftAt: null,
      profileName: "Asha",
    };
    const again = (at: Date, name: string | null) =>
      planContacts([known], [see([phone("+1")], at, { name })], ids());
    expect(again(minute(1), "Asha")).toEqual({
      contactIds: ["c1"],
      created: [],
      merges: [],
      aliases: [],
      names: [],
      widened: [],
    });
    expect(again(minute(1), "Asha N.").names).toEqual([
      { tenantId, contactId: "c1", profileName: "Asha N." },
    ]);
    expect(again(minute(24 * 60), null).aliases).toMatchObject([
      { seenAt: minute(24 * 60), contactId: "c1" },
    ]);
  });
});

const anyAlias = fc.constantFrom(
  ...[1, 2, 3, 4, 5].flatMap((n) => [phone(`+${n}`), lid(`${n}@lid`), userId(`IN.${n}`)]),
);
const anySightings = fc.array(fc.uniqueArray(anyAlias, { minLength: 1, maxLength: 3, selector: nameOf }), {
  maxLength: 25,
});

test("names are one contact's exactly when sightings connect them, in batches of any size", () => {
  fc.assert(
    fc.property(anySightings, fc.integer({ min: 1, max: 6 }), (lists, size) => {
      const sightings = lists.map((aliases, index) => see(aliases, minute(index)));
      const register = createRegister();
      for (let at = 0; at < sightings.length; at += size) register.take(sightings.slice(at, at + size));
      const stored = storedNames(
        register.aliases.values(),
        ({ contactId }) => contactId,
        (alias) => alias,
      );
      expect(stored).toEqual(connectedNames(lists));
    }),
  );
});

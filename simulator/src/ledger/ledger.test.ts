// The ledger's bookkeeping, against a plain model of it.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  acceptedPage,
  acceptMessage,
  clearLedger,
  createLedger,
  entry,
  mark,
  receivedPage,
} from "./index.ts";
import type { Acceptance, Ledger } from "./index.ts";

const message = (phone: number, opaque: string, content: string): Acceptance => ({
  phone,
  opaque,
  content,
  number: 0,
  kind: "text",
  category: "service",
  flags: 0,
  at: 1,
});

test("any mix of people, texts and orders is kept and paged as it happened", () => {
  const person = fc.integer({ min: 10_000_000, max: 10_000_004 });
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(person, text, text), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (sent, limit) => {
        const ledger = createLedger();
        const rows = sent.map(([phone, opaque, content]) =>
          acceptMessage(ledger, message(phone, opaque, content)),
        );
        const order = rows.toReversed();
        for (const row of order) mark.received(ledger, row, 2);
        for (const [at, row] of rows.entries()) {
          expect([entry.opaque(ledger, row), entry.content(ledger, row)]).toEqual(sent[at]?.slice(1));
          expect(entry.rowOf(ledger, entry.id(ledger, row))).toBe(row);
        }
        expect(everything(ledger, undefined, limit)).toEqual(order);
        for (const phone of new Set(sent.map(([each]) => each))) {
          expect(everything(ledger, phone, limit)).toEqual(order.filter((row) => sent[row]?.[0] === phone));
        }
        const marked = order.filter((row) => sent[row]?.[1] !== "");
        const unique = new Set(marked.map((row) => `${sent[row]?.[0]} ${sent[row]?.[1]}`));
        expect(ledger.counts.duplicates).toBe(marked.length - unique.size);
      },
    ),
  );
});

function everything(ledger: Ledger, phone: number | undefined, limit: number): number[] {
  const rows: number[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page = receivedPage(ledger, { phone, after, limit });
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

test("holds a quarter of a million messages, finds one person's at once, and takes a large text", () => {
  const ledger = createLedger();
  for (let i = 0; i < 250_000; i++)
    acceptMessage(ledger, message(14_150_000_000 + i, `order-${i}`, '{"body":"hi"}'));
  const large = acceptMessage(ledger, message(1, "", "x".repeat(2_000_000)));
  expect(entry.content(ledger, large)).toHaveLength(2_000_000);
  const started = performance.now();
  const { rows } = acceptedPage(ledger, { phone: 14_150_200_000, after: 0, limit: 10 });
  expect(rows).toEqual([200_000]);
  expect(performance.now() - started).toBeLessThan(50);
  clearLedger(ledger);
  expect(ledger.counts.accepted).toBe(0);
  expect(acceptedPage(ledger, { phone: 14_150_200_000, after: 0, limit: 10 }).rows).toEqual([]);
});

test("an id of an earlier run, or of nobody, is no row", () => {
  const ledger = createLedger();
  const row = acceptMessage(ledger, message(14_155_550_123, "", "{}"));
  const id = entry.id(ledger, row);
  expect(id).toMatch(/^wamid\.[A-Za-z0-9+/=]{1,122}$/);
  clearLedger(ledger);
  acceptMessage(ledger, message(14_155_550_123, "", "{}"));
  expect(entry.rowOf(ledger, id)).toBeUndefined();
  expect(entry.rowOf(ledger, "wamid.X")).toBeUndefined();
});

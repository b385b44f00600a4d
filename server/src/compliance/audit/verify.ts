// Whether a chain is as it was written: taken entry by entry in order, then held against its end and its seals. Pure.

import { canonicalRow, type ChainRow, hashOf, noHash } from "./chain.ts";

export type Seal = { number: number; hash: string; sealed_at: string; key_id: string; signature: string };

/** The chain's end as its head has it. */
export type Head = { number: number; hash: string };

export type Broken = {
  number: number;
  /** What is wrong, as a word and as a sentence. */
  what: "edited" | "removed" | "inserted" | "truncated" | "rewritten" | "seal_forged";
  why: string;
};

/** `entries` were in order, up to the hash `head`. */
export type Verdict = { entries: number; head: string; seals: number } & (
  | { ok: true }
  | { ok: false; firstBroken: Broken }
);

export type Verification = {
  /** The next entry; false once something is broken, and nothing more needs to be read. */
  take(row: ChainRow): boolean;
  /** `head` is null where an export lacks its last line. */
  end(head: Head | null): Verdict;
};

export type VerifyDeps = {
  tenantId: string;
  seals: readonly Seal[];
  /** Whether one of the keys that we trust signed it. */
  isGenuine(seal: Seal): boolean;
};

export function createVerification({ tenantId, seals, isGenuine }: VerifyDeps): Verification {
  const sealed = new Map(seals.map((seal) => [seal.number, seal]));
  const forged = seals.find((seal) => !isGenuine(seal));
  const state = { number: 0, hash: noHash };
  let broken: Broken | null =
    forged === undefined
      ? null
      : tell("seal_forged", forged.number, "the seal is not signed by a key of ours");
  return {
    take: (row) => {
      broken ??= brokenIn(row, state, tenantId) ?? againstSeal(row, sealed.get(row.number));
      if (broken !== null) return false;
      state.number = row.number;
      state.hash = row.hash;
      return true;
    },
    end: (head) => {
      broken ??= brokenEnd(state, head, seals);
      const sum = { entries: state.number, head: state.hash, seals: seals.length };
      return broken === null ? { ok: true, ...sum } : { ok: false, ...sum, firstBroken: broken };
    },
  };
}

function brokenIn(row: ChainRow, before: Head, tenantId: string): Broken | null {
  const { number, hash } = row;
  if (!(number > before.number)) {
    return tell("inserted", number, "an entry stands where another entry or none belongs");
  }
  if (number !== before.number + 1) return tell("removed", before.number + 1, "the entry is missing");
  const follows = row.prev_hash === before.hash;
  if (hashOf(before.hash, { tenantId, number }, canonicalRow(row)) === hash && follows) return null;
  return follows
    ? tell("edited", number, "the entry is not what was written")
    : tell(
        "inserted",
        number,
        "the entry does not follow the one before it: it was put or moved here, or edited",
      );
}

function againstSeal({ number, hash }: ChainRow, seal: Seal | undefined): Broken | null {
  return seal === undefined || seal.hash === hash
    ? null
    : tell("rewritten", number, "the chain up to here is not the one that was sealed");
}

function brokenEnd({ number, hash }: Head, head: Head | null, seals: readonly Seal[]): Broken | null {
  const sealedTo = Math.max(0, ...seals.map((seal) => seal.number));
  if (sealedTo > number) return tell("truncated", number + 1, `entries up to ${sealedTo} were sealed`);
  if (head === null)
    return tell("truncated", number + 1, "the line that says where the chain ends is missing");
  if (head.number > number) return tell("truncated", number + 1, `the chain had ${head.number} entries`);
  if (head.number < number) return tell("inserted", head.number + 1, "the chain ended before this entry");
  return head.hash === hash ? null : tell("rewritten", number, "the chain's head has another hash");
}

function tell(what: Broken["what"], number: number, why: string): Broken {
  return { what, number, why };
}

// Phone numbers of the WhatsApp Web benchmark: of those who send, and of those who are written to.

export type Kin = "ours" | "bare" | "person";

const first: Readonly<Record<Kin, number>> = {
  ours: 3_000_000_000,
  bare: 4_000_000_000,
  person: 5_000_000_000,
};

/**
 * The number of that place among its kin, digits only. The simulator gives numbers that end in 0000 to 0010 special
 * habits, so the last four digits begin at 1000.
 */
export function numberOf(kin: Kin, place: number): string {
  return `1${first[kin] + Math.floor(place / 9_000) * 10_000 + 1_000 + (place % 9_000)}`;
}

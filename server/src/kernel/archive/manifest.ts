// What a backup says about itself: at its beginning what it holds, at its end what that came to.

export type Manifest = {
  format: 1;
  /** Of the product that wrote it. */
  version: string;
  /** The level of the schema its rows fit. */
  schema: number;
  createdAt: string;
  /** Tells whether the master key is the one that sealed the secrets inside. */
  masterKey: string;
  tables: { name: string; columns: string[] }[];
};

export type Totals = {
  tables: TableTotal[];
  sequences: { name: string; value: string }[];
};

/** `sha256` is over the rows as Postgres wrote them, in the order it did. */
export type TableTotal = { name: string; rows: number; sha256: string };

export const manifestName = "manifest.json";
export const totalsName = "totals.json";

/** A table travels in parts, because a tar file says the size of each before it begins. */
export function partName(table: string, number: number): string {
  return `tables/${table}/${String(number).padStart(8, "0")}.copy`;
}

export function tableOfPart(name: string): string | null {
  return /^tables\/(\w+)\/\d{8}\.copy$/.exec(name)?.[1] ?? null;
}

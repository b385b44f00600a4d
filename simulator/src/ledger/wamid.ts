// Message ids in WhatsApp's own shape; the row is inside, so no index from id to row is kept.
import { randomBytes } from "node:crypto";

export type Wamids = {
  /** The id of a row: `wamid.` and base64 of phone, direction and an 18-digit hexadecimal key. */
  of(row: number, phone: number, direction: Direction): string;
  /** The row behind an id of this run, else undefined. */
  rowOf(id: string, direction: Direction): number | undefined;
  /** The row behind what `stanzaIdOf` gave. */
  rowOfStanza(stanzaId: string): number | undefined;
  /** Ids given out before must never be given out again. */
  renew(): void;
};

export type Direction = "out" | "in";

export function createWamids(): Wamids {
  let run = randomBytes(5).toString("hex").toUpperCase();
  return {
    of: (row, phone, direction) =>
      encode(phone, direction, run + row.toString(16).toUpperCase().padStart(8, "0")),
    rowOf(id, direction) {
      const key = keyOf(id, direction);
      return key?.startsWith(run) ? Number.parseInt(key.slice(10), 16) : undefined;
    },
    rowOfStanza: (stanzaId) =>
      stanzaId.startsWith(run) ? Number.parseInt(stanzaId.slice(10), 16) : undefined,
    renew() {
      run = randomBytes(5).toString("hex").toUpperCase();
    },
  };
}

/** The same message's id on WhatsApp Web: the key inside. */
export function stanzaIdOf(id: string): string {
  return keyOf(id, "in") ?? keyOf(id, "out") ?? id;
}

/** Byte layout seen in real ids: 1C 18 <n> phone 15 02 00 <11|12> 18 <n> key 00. */
const MARK = { out: "\x11", in: "\x12" } as const;

function encode(phone: number, direction: Direction, key: string): string {
  const digits = String(phone);
  const head = `\x1c\x18${String.fromCharCode(digits.length)}${digits}`;
  return `wamid.${btoa(`${head}\x15\x02\x00${MARK[direction]}\x18\x12${key}\x00`)}`;
}

function keyOf(id: string, direction: Direction): string | undefined {
  if (!/^wamid\.[A-Za-z0-9+/]{20,120}={0,2}$/.test(id)) return undefined;
  const bytes = Buffer.from(id.slice(6), "base64").toString("latin1");
  const from = bytes.length - 19;
  return bytes.slice(from - 3, from) === `${MARK[direction]}\x18\x12` ? bytes.slice(from, -1) : undefined;
}

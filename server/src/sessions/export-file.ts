// The file a session travels in: a line of JSON that says how it is sealed, then AES-256-GCM over gzipped JSON lines.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { keyOfPassphrase, scryptCost } from "./export-key.ts";
import { mapInPortions } from "./portions.ts";

export type ExportedSession = {
  /** The linked number, E.164. */
  address: string;
  mode: "live" | "test";
  exportedAt: string;
  /** What kept the keys: their spelling is its own, and changes with it. */
  library: string;
  rows: readonly ExportedRow[];
};

export type ExportedRow = { type: string; id: string; value: Uint8Array };

export type OpenedFile =
  | { kind: "opened"; session: ExportedSession }
  /** A wrong passphrase and a damaged file look alike: that is what authentication means. */
  | { kind: "unreadable" }
  | { kind: "other_version"; found: string; needed: string };

/** Baileys as the server pins it. Read from the manifest, because the control process never loads the library. */
export const library = `baileys ${pinnedBaileys()}`;

export async function sealSession(session: ExportedSession, passphrase: string): Promise<Buffer> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const head = Buffer.from(`${JSON.stringify({ ...format, ...named({ salt, nonce }) })}\n`);
  const key = await keyOfPassphrase(passphrase, salt);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(head);
  const sealed = cipher.update(await promisify(gzip)(await linesOf(session)));
  return Buffer.concat([head, sealed, cipher.final(), cipher.getAuthTag()]);
}

export async function openSession(file: Buffer, passphrase: string): Promise<OpenedFile> {
  const head = file.subarray(0, file.subarray(0, headBytesMax).indexOf("\n") + 1);
  const found = objectIn(head.toString("utf8"));
  if (found?.["format"] !== format.format) return { kind: "unreadable" };
  if (found["version"] !== format.version) {
    return {
      kind: "other_version",
      found: `format ${String(found["version"])}`,
      needed: `format ${version}`,
    };
  }
  const [salt, nonce] = [bytesOf(found["salt"], 16), bytesOf(found["nonce"], 12)];
  if (salt === null || nonce === null || file.length < head.length + tagBytes) return { kind: "unreadable" };
  const key = await keyOfPassphrase(passphrase, salt);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    .setAAD(head)
    .setAuthTag(file.subarray(-tagBytes));
  try {
    const packed = decipher.update(file.subarray(head.length, -tagBytes));
    const plain = await promisify(gunzip)(Buffer.concat([packed, decipher.final()]), {
      maxOutputLength: plainBytesMax,
    });
    return await readLines(plain.toString("utf8"));
  } catch {
    return { kind: "unreadable" };
  }
}

const version = 1;
/**
 * The cost is written down for whoever opens a file by hand. It belongs to the version: what a file claims is not
 * followed, or a crafted one could ask for all memory there is.
 */
const format = {
  format: "waypost-session",
  version,
  kdf: "scrypt",
  ...scryptCost,
  cipher: "aes-256-gcm",
  content: "gzip",
} as const;
const tagBytes = 16;
const headBytesMax = 1024;
/** Far beyond what a file of the allowed size holds of keys; a crafted one unpacks a thousandfold. */
const plainBytesMax = 128 * 1024 * 1024;

function named({ salt, nonce }: { salt: Buffer; nonce: Buffer }): { salt: string; nonce: string } {
  return { salt: salt.toString("base64"), nonce: nonce.toString("base64") };
}

async function linesOf({ rows, ...about }: ExportedSession): Promise<string> {
  const lines = await mapInPortions(rows, ({ type, id, value }) =>
    JSON.stringify([type, id, Buffer.from(value).toString("base64")]),
  );
  return [JSON.stringify(about), ...lines].join("\n");
}

async function readLines(text: string): Promise<OpenedFile> {
  const [first = "", ...lines] = text.split("\n");
  const about = objectIn(first);
  const { address, mode, exportedAt, library: kept } = about ?? {};
  // Before the rest is looked at: another library may have rows of another shape.
  if (typeof kept === "string" && kept !== library) {
    return { kind: "other_version", found: kept, needed: library };
  }
  const rows = await mapInPortions(lines, (line) => rowIn(JSON.parse(line)));
  const known = typeof address === "string" && (mode === "live" || mode === "test");
  if (!known || typeof exportedAt !== "string" || !areAll(rows)) return { kind: "unreadable" };
  return { kind: "opened", session: { address, mode, exportedAt, library, rows } };
}

function rowIn(line: unknown): ExportedRow | null {
  if (!Array.isArray(line) || !line.every((part) => typeof part === "string" && !part.includes("\0")))
    return null;
  const [type, id, value] = line as string[];
  if (type === undefined || id === undefined || value === undefined) return null;
  return { type, id, value: Buffer.from(value, "base64") };
}

function areAll(rows: readonly (ExportedRow | null)[]): rows is readonly ExportedRow[] {
  return !rows.includes(null);
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function bytesOf(text: unknown, length: number): Buffer | null {
  const bytes = typeof text === "string" ? Buffer.from(text, "base64") : null;
  return bytes?.length === length ? bytes : null;
}

function pinnedBaileys(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: { baileys: string } };
  return dependencies.baileys;
}

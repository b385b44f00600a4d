// The erase journal beside the database: what a backup cannot know. It holds keyed hashes, so it shows nothing.

import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson } from "../../kernel/fingerprint.ts";

/** `hashes` in hex, as consent and suppressions are kept under. */
export type JournalEntry = { tenantId: string; requestId: string; hashes: readonly string[]; at: string };

export type Journal = {
  /** Durable when it resolves. */
  append(entry: JournalEntry): Promise<void>;
  /** What is genuine, one entry for each request with all that was written of it. */
  read(): Promise<{ entries: JournalEntry[]; damaged: number }>;
};

/** `key` proves lines; without it nobody adds people to be erased. */
export function openJournal(dataDir: string, key: Buffer): Journal {
  const path = join(dataDir, "erase-journal.jsonl");
  return {
    append: async (entry) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const handle = await open(path, "a", 0o600);
      try {
        // In front as well: the line before may have been cut off by a crash.
        await handle.appendFile(`\n${JSON.stringify({ ...entry, mac: macOf(key, entry) })}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    read: async () => {
      const text = await readFile(path, "utf8").catch(emptyIfAbsent);
      const lines = text.split("\n").filter((line) => line !== "");
      const entries = lines.flatMap((line) => entryIn(line, key));
      return { entries: [...united(entries).values()], damaged: lines.length - entries.length };
    },
  };
}

function entryIn(line: string, key: Buffer): JournalEntry[] {
  try {
    const { mac, ...entry } = JSON.parse(line) as JournalEntry & { mac: string };
    const [given, right] = [Buffer.from(mac, "hex"), Buffer.from(macOf(key, entry), "hex")];
    return given.length === right.length && timingSafeEqual(given, right) ? [entry] : [];
  } catch {
    return [];
  }
}

/** A person who turned out to have more names has more than one line. */
function united(entries: readonly JournalEntry[]): Map<string, JournalEntry> {
  const byRequest = new Map<string, JournalEntry>();
  for (const entry of entries) {
    const known = byRequest.get(entry.requestId);
    const hashes = [...new Set([...(known?.hashes ?? []), ...entry.hashes])];
    byRequest.set(entry.requestId, { ...entry, hashes });
  }
  return byRequest;
}

function macOf(key: Buffer, { tenantId, requestId, hashes, at }: JournalEntry): string {
  const text = canonicalJson({ at, hashes, requestId, tenantId });
  return createHmac("sha256", key).update(`erase journal 1 ${text}`).digest("hex");
}

function emptyIfAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}

// What a file is, by its bytes: never by its name, and by what it is called only where the bytes leave a choice.

import { fileTypeFromBuffer } from "file-type";
import type { ReadAt } from "./pixels.ts";
import { judgeText } from "./text.ts";
import { findDirectory, isBomb, readEntries, typeOfZip, zipTailBytes } from "./zip.ts";

export type Sniffed =
  | { kind: "type"; mimeType: string }
  /** Harmless as far as can be seen, and of no type that is known. */
  | { kind: "unknown" }
  | { kind: "unsafe"; why: string };

/** What file-type asks for; all it is given, so that no file of a stranger's leads it further. */
const headBytes = 4100;

export async function sniff(read: ReadAt, size: number, declared: string | null): Promise<Sniffed> {
  const head = await read(0, headBytes);
  // Not by file-type, which unpacks what it finds in a container.
  if (head.toString("latin1", 0, 2) === "PK") return sniffZip(read, size);
  if (head.toString("hex", 0, 8) === "d0cf11e0a1b11ae1") return sniffCompound(read, head, declared);
  // The mark of UTF-16 is also how sound of a kind begins that nobody sends.
  if (/^(fffe|feff)/.test(head.toString("hex", 0, 2))) return sniffText(head);
  const found = await fileTypeFromBuffer(head);
  if (found === undefined) return sniffText(head);
  const mimeType = settled(found.mime, declared);
  if (programs.has(mimeType) || /^(application|text)\/(xml|html)$|\+xml$/.test(mimeType)) {
    return unsafe("it is a program or a page");
  }
  return { kind: "type", mimeType };
}

const programs: ReadonlySet<string> = new Set([
  "application/x-msdownload",
  "application/x-elf",
  "application/x-mach-binary",
  "application/java-vm",
  "application/java-archive",
  "application/wasm",
  "application/x-ms-shortcut",
  "application/x.ms.shortcut",
  "application/x.apple.alias",
  "application/x-apple-diskimage",
  "application/x-deb",
  "application/x-rpm",
  "application/x-shockwave-flash",
  "application/x-google-chrome-extension",
  "application/vnd.android.package-archive",
]);

/** One name for one type; MP4 without pictures has no mark of its own, so there its sender's word counts. */
function settled(mime: string, declared: string | null): string {
  if (mime.startsWith("audio/ogg")) return /opus/i.test(mime) ? "audio/ogg" : "audio/vorbis";
  if (mime === "audio/x-m4a") return "audio/mp4";
  return mime === "video/mp4" && declared === "audio/mp4" ? "audio/mp4" : (mime.split(";")[0] ?? mime);
}

function sniffText(head: Buffer): Sniffed {
  const judged = judgeText(head);
  if (judged === "unsafe") return unsafe("it is a page or a script");
  return judged === "text" ? { kind: "type", mimeType: "text/plain" } : { kind: "unknown" };
}

async function sniffZip(read: ReadAt, size: number): Promise<Sniffed> {
  const tailAt = Math.max(0, size - zipTailBytes);
  const directory = findDirectory(await read(tailAt, zipTailBytes), size);
  if (directory === null) return unsafe("its directory cannot be read");
  const entries = readEntries(await read(directory.at, directory.bytes), directory);
  if (entries === null) return unsafe("its directory cannot be read");
  if (isBomb(entries)) return unsafe("it unpacks to far more than it seems");
  const { isSafe, mimeType } = typeOfZip(entries);
  if (!isSafe) return unsafe("there is a program in it");
  return { kind: "type", mimeType: mimeType ?? "application/zip" };
}

/** Installers come in the same container as the documents of old; the root's class tells them ([MS-CFB] 2.6.1). */
const installers = /^8[246]100c0000000000c000000000000046$/;
const documents: ReadonlySet<string> = new Set([
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
]);

async function sniffCompound(read: ReadAt, head: Buffer, declared: string | null): Promise<Sniffed> {
  if (head.length < 512) return unsafe("its directory cannot be read");
  const shift = head.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return unsafe("its directory cannot be read");
  const root = await read((head.readUInt32LE(48) + 1) * 2 ** shift, 128);
  if (root.length < 128) return unsafe("its directory cannot be read");
  if (installers.test(root.toString("hex", 80, 96))) return unsafe("it is an installer");
  // Which of the three it is would take a walk through the container; its sender knows.
  if (declared !== null && documents.has(declared)) return { kind: "type", mimeType: declared };
  return { kind: "type", mimeType: "application/x-cfb" };
}

function unsafe(why: string): Sniffed {
  return { kind: "unsafe", why };
}

// What is in a zip container, by its directory alone: whether it is a document, and what it would unpack to. Pure.

export type ZipDirectory = { at: number; bytes: number; entries: number };

/** The end of the directory is within this many of a file's last bytes: 22, and a comment of at most 65,535. */
export const zipTailBytes = 22 + 65_535;

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const directoryBytesMax = 4 * 1024 * 1024;
const entriesMax = 10_000;
const unpackedMax = 1024 * 1024 * 1024;
/** Text shrinks to a twentieth, a sheet of zeros to a hundredth; a bomb to a thousandth. */
const ratioMax = 100;
/** Small things may shrink as they like. */
const ratioFrom = 16 * 1024 * 1024;

/** `tail` is the end of a file of `size` bytes. Null when it has none that a document could have. */
export function findDirectory(tail: Buffer, size: number): ZipDirectory | null {
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endMark) continue;
    // What follows the end is its comment, or this is not the end.
    if (at + 22 + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const entries = tail.readUInt16LE(at + 10);
    const [bytes, start] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    const endsAt = size - tail.length + at;
    // Full fields mean zip64, for more than 4 GB or 65,534 entries; several disks mean parts are elsewhere.
    const isWhole = tail.readUInt16LE(at + 4) === 0 && tail.readUInt16LE(at + 8) === entries;
    const isBounded = entries > 0 && entries <= entriesMax && bytes <= directoryBytesMax;
    return isWhole && isBounded && start + bytes === endsAt ? { at: start, bytes, entries } : null;
  }
  return null;
}

export type ZipEntry = { name: string; packed: number; unpacked: number; at: number };

/** Null when the directory is not what it says. */
export function readEntries(directory: Buffer, { entries, at: end }: ZipDirectory): ZipEntry[] | null {
  const found: ZipEntry[] = [];
  let at = 0;
  while (at < directory.length) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entryMark) return null;
    const [nameBytes, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const next = at + 46 + (nameBytes ?? 0) + (extra ?? 0) + (comment ?? 0);
    if (next > directory.length) return null;
    const [packed, unpacked] = [directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 24)];
    const place = directory.readUInt32LE(at + 42);
    if (place + packed > end) return null;
    const name = directory.toString("utf8", at + 46, at + 46 + (nameBytes ?? 0));
    found.push({ name, packed, unpacked, at: place });
    at = next;
  }
  return found.length === entries ? found : null;
}

/** Too much in all, out of all proportion, or entries that share their bytes, as the flat bombs' do. */
export function isBomb(entries: readonly ZipEntry[]): boolean {
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  const packed = entries.reduce((sum, entry) => sum + entry.packed, 0);
  if (unpacked > unpackedMax || (unpacked > ratioFrom && unpacked > packed * ratioMax)) return true;
  const inOrder = entries.toSorted((one, other) => one.at - other.at);
  return inOrder.some((entry, index) => {
    const next = inOrder[index + 1];
    // Each begins with a head of 30 bytes and its name.
    return next !== undefined && entry.at + 30 + entry.packed > next.at;
  });
}

/** Of a document; null for a container of no kind that is known. Unsafe is a program, and what brings one. */
export type ZipType = { isSafe: boolean; mimeType: string | null };

export function typeOfZip(entries: readonly ZipEntry[]): ZipType {
  const isSafe = !entries.some(({ name }) => programs.test(name));
  const isOffice = entries.some(({ name }) => name === "[Content_Types].xml");
  const part = entries.map(({ name }) => officeParts.get(name.split("/")[0] ?? "")).find((type) => type);
  return { isSafe, mimeType: isOffice && part !== undefined ? `${office}.${part}` : null };
}

/** Apps, what runs by itself, and macros. */
const programs =
  /(^AndroidManifest\.xml|vbaProject\.bin|\.(class|dex|exe|dll|scr|js|vbs|bat|cmd|ps1|lnk|jar|msi))$/i;

const office = "application/vnd.openxmlformats-officedocument";
const officeParts: ReadonlyMap<string, string> = new Map([
  ["word", "wordprocessingml.document"],
  ["xl", "spreadsheetml.sheet"],
  ["ppt", "presentationml.presentation"],
]);

// Small files of every kind for tests, real as far as anybody looks at them.

import { deflateRawSync } from "node:zlib";

/** A JPEG of so many pixels, with a comment that makes its bytes its own. */
export function jpeg(comment = "", width = 8, height = 8): Buffer {
  const text = Buffer.from(comment);
  const frame = Buffer.from("ffc0000b080000000001011100", "hex");
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, text.length >> 8, (text.length & 255) + 2]);
  return Buffer.concat([head, text, frame, Buffer.from("ffda0008010100003f00d2cf20ffd9", "hex")]);
}

export function png(width = 8, height = 8): Buffer {
  const head = Buffer.from("89504e470d0a1a0a0000000d49484452000000000000000008020000", "hex");
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return Buffer.concat([head, Buffer.from("00000000000000000049444154", "hex"), Buffer.alloc(32)]);
}

export function webp(width = 512, height = 512, { animated = false, bytes = 64 } = {}): Buffer {
  const file = Buffer.alloc(Math.max(64, bytes));
  file.write("RIFF", 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WEBPVP8X", 8);
  file.writeUInt32LE(10, 16);
  file.writeUInt8(animated ? 2 : 0, 20);
  file.writeUIntLE(width - 1, 24, 3);
  file.writeUIntLE(height - 1, 27, 3);
  return file;
}

export const mp4 = Buffer.concat([
  Buffer.from("0000001866747970697366360000000069736f366d703432", "hex"),
  Buffer.alloc(64),
]);
export const opus = Buffer.concat([
  Buffer.from("4f67675300020000000000000000000000000000000000000000", "hex"),
  Buffer.from([1, 19]),
  Buffer.from("OpusHead"),
  Buffer.alloc(64),
]);
export const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n");
export const exe = Buffer.concat([Buffer.from("4d5a90000300000004000000ffff0000", "hex"), Buffer.alloc(200)]);
export const elf = Buffer.concat([Buffer.from("7f454c460201010000000000", "hex"), Buffer.alloc(200)]);

/** An old document's container; `clsid` is its root's class. */
export function compound(clsid = "0".repeat(32)): Buffer {
  const file = Buffer.alloc(2048);
  file.write("d0cf11e0a1b11ae1", 0, "hex");
  file.writeUInt16LE(9, 30);
  file.writeUInt32LE(0, 48);
  file.write(clsid, 512 + 80, "hex");
  return file;
}

/** `claims`: what the directory says it unpacks to, where that is not the truth. `at`: where it says it lies. */
export type Entry = { name: string; content?: Buffer | string; claims?: number; at?: number };

export function zip(entries: readonly Entry[], comment = ""): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = "", claims, at } of entries) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(claims ?? bytes.length, 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(8, 10);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(claims ?? bytes.length, 24);
    head.writeUInt16LE(Buffer.byteLength(name), 28);
    head.writeUInt32LE(at ?? offset, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(head, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...locals, index, end, Buffer.from(comment)]);
}

export function docx(more: readonly Entry[] = []): Buffer {
  return zip([
    { name: "[Content_Types].xml", content: "<Types/>" },
    { name: "word/document.xml", content: "<w:document/>" },
    ...more,
  ]);
}

// How large a picture becomes when it is opened, read from its header; nothing is decoded.

export type Pixels = { width: number; height: number; animated: boolean };

/** Reads up to so many bytes of the file; fewer at its end. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** Null when the header does not say. */
export async function pixelsOf(mimeType: string, read: ReadAt): Promise<Pixels | null> {
  switch (mimeType) {
    case "image/png":
      return pixelsOfPng(await read(0, 24));
    case "image/gif":
      return pixelsOfGif(await read(0, 10));
    case "image/webp":
      return pixelsOfWebp(await read(0, 30));
    case "image/jpeg":
      return await pixelsOfJpeg(read);
    default:
      return null;
  }
}

function pixelsOfPng(head: Buffer): Pixels | null {
  if (head.length < 24 || head.toString("latin1", 12, 16) !== "IHDR") return null;
  return still(head.readUInt32BE(16), head.readUInt32BE(20));
}

function pixelsOfGif(head: Buffer): Pixels | null {
  return head.length < 10 ? null : still(head.readUInt16LE(6), head.readUInt16LE(8));
}

/** developers.google.com/speed/webp, "WebP Container Specification". */
function pixelsOfWebp(head: Buffer): Pixels | null {
  if (head.length < 30) return null;
  switch (head.toString("latin1", 12, 16)) {
    case "VP8X": {
      const size = { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
      return { ...size, animated: (head.readUInt8(20) & 0x02) !== 0 };
    }
    case "VP8L": {
      const bits = head.readUInt32LE(21);
      return still((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case "VP8 ":
      return still(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff);
    default:
      return null;
  }
}

/** A camera writes a dozen segments before the frame; more than this is a file made to be walked. */
const segmentsMax = 1_000;

/** From segment to segment to the frame, past thumbnails and colour profiles of any length (ITU T.81, B.1). */
async function pixelsOfJpeg(read: ReadAt): Promise<Pixels | null> {
  let at = 2;
  for (let segment = 0; segment < segmentsMax; segment += 1) {
    // oxlint-disable-next-line no-await-in-loop -- where the next one is, this one says
    const head = await read(at, 9);
    if (head.length < 9 || head.readUInt8(0) !== 0xff) return null;
    const marker = head.readUInt8(1);
    if (isFrame(marker)) return still(head.readUInt16BE(7), head.readUInt16BE(5));
    // Fill bytes stand before a marker.
    if (marker === 0xff) at += 1;
    else if (marker === 0xda || marker === 0xd9) return null;
    else at += 2 + Math.max(2, head.readUInt16BE(2));
  }
  return null;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function still(width: number, height: number): Pixels {
  return { width, height, animated: false };
}

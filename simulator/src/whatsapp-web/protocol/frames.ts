// Frames on a WhatsApp socket: an opening header once, then three bytes of length before each frame.
import { NOISE_WA_HEADER } from "baileys";

export type FrameReader = (data: Buffer) => Buffer[];

/** Returns the complete frames that the bytes so far make up; throws when the opening is not WhatsApp's. */
export function createFrameReader(): FrameReader {
  let rest: Buffer = Buffer.alloc(0);
  let opened = false;
  return (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    if (!opened) {
      const start = lengthOfOpening(rest);
      if (start === undefined) return [];
      rest = rest.subarray(start);
      opened = true;
    }
    const frames: Buffer[] = [];
    while (rest.length >= 3) {
      const end = 3 + rest.readUIntBE(0, 3);
      if (rest.length < end) break;
      frames.push(rest.subarray(3, end));
      rest = rest.subarray(end);
    }
    return frames;
  };
}

export function frame(data: Uint8Array): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntBE(data.length, 0, 3);
  return Buffer.concat([head, data]);
}

/** Undefined until enough has come. An edge-routing preamble ("ED", 0, 1, length, bytes) may be first. */
function lengthOfOpening(bytes: Buffer): number | undefined {
  if (bytes.length < NOISE_WA_HEADER.length) return undefined;
  const routed = bytes.subarray(0, 2).toString("latin1") === "ED";
  if (routed && bytes.length < 7) return undefined;
  const start = routed ? 7 + bytes.readUIntBE(4, 3) : 0;
  const end = start + NOISE_WA_HEADER.length;
  if (bytes.length < end) return undefined;
  if (!bytes.subarray(start, end).equals(NOISE_WA_HEADER)) throw new Error("not a WhatsApp client");
  return end;
}

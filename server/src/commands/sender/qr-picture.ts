// A QR code drawn with characters, two of its rows in each line.
import { toString as draw } from "qrcode";

export type QrPicture = { text: string; columns: number };

/** The lowest correction and half the margin of the standard: WhatsApp's codes are long, and terminals narrow. */
export async function qrPicture(qr: string): Promise<QrPicture> {
  const drawn = await draw(qr, { type: "utf8", errorCorrectionLevel: "L", margin: 2 });
  const lines = drawn.split("\n");
  return { text: lines.map(paint).join("\n"), columns: lines[0]?.length ?? 0 };
}

/**
 * Black on white by the numbers of the 256 colours that no theme changes (16 and 231): in a terminal's own colours it
 * would be inverted on a dark one, which not every phone reads.
 */
function paint(line: string): string {
  return `\u001b[38;5;16;48;5;231m${line}\u001b[0m`;
}

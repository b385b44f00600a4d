// What stands in the terminal is the code, module by module, in colours that no theme turns round.

import { create } from "qrcode";
import { expect, test } from "vitest";
import { qrPicture } from "./qr-picture.ts";

const qr = `https://wa.me/settings/linked_devices#2@${"Aa0+/=,".repeat(32)}`;
const margin = 2;

test("every module is black or white as in the code, with white around it", async () => {
  const { text, columns } = await qrPicture(qr);
  const { modules } = create(qr, { errorCorrectionLevel: "L" });
  expect(columns).toBe(modules.size + 2 * margin);
  expect(columns).toBeLessThanOrEqual(80);
  const [begin, end] = ["\u001b[38;5;16;48;5;231m", "\u001b[0m"];
  const lines = text.split("\n").map((line) => {
    expect([line.startsWith(begin), line.endsWith(end)]).toEqual([true, true]);
    return line.slice(begin.length, -end.length);
  });
  for (let row = -margin; row < modules.size + margin; row++) {
    for (let column = -margin; column < modules.size + margin; column++) {
      const cell = lines[Math.floor((row + margin) / 2)]?.[column + margin];
      const isUpper = (row + margin) % 2 === 0;
      const isInside = [row, column].every((place) => place >= 0 && place < modules.size);
      const isBlack = (isUpper ? "█▀" : "█▄").includes(cell ?? "?");
      expect(isBlack, `${row}, ${column}`).toBe(isInside && modules.get(row, column) === 1);
    }
  }
});

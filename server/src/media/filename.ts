// Names of files, made harmless: what is shown is what is there, and nobody takes it for a path. Pure.

import { whatsappType } from "./whatsapp-types.ts";

/** Meta's limit for a document's name. */
const longest = 240;

/** Marks that change the direction of text: with one, `gpj.exe` reads `exe.jpg`. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200d\u2028\u2029\ufeff]/g;
/** What Windows does not take in a name, and what ends a header's value. */
const forbidden = /[<>:"|?*]/g;
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Null when nothing is left of it. The ending is that of the bytes: a picture called `bill.exe` becomes
 * `bill.exe.jpg`.
 */
export function cleanName(name: string | null | undefined, mimeType: string): string | null {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const clean = last
    .toWellFormed()
    .normalize("NFC")
    .replaceAll(directions, "")
    .replaceAll(invisible, "")
    .replaceAll(forbidden, "_")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[. ]+|[. ]+$/g, "");
  if (clean === "") return null;
  return withEnding(devices.test(clean) ? `_${clean}` : clean, mimeType);
}

const aliases: Readonly<Record<string, readonly string[]>> = {
  jpg: ["jpeg", "jpe"],
  txt: ["csv", "log", "md", "tsv"],
  ogg: ["opus", "oga"],
  mp4: ["m4v"],
  m4a: ["mp4"],
};

function withEnding(name: string, mimeType: string): string {
  const ending = whatsappType(mimeType)?.ending;
  if (ending === undefined) return shortened(name, "");
  const given = /\.([^.]{1,10})$/.exec(name)?.[1] ?? "";
  const isRight = [ending, ...(aliases[ending] ?? [])].includes(given.toLowerCase());
  return isRight ? shortened(name.slice(0, -given.length - 1), `.${given}`) : shortened(name, `.${ending}`);
}

/** Without the first half of a character whose second was cut off. */
function shortened(stem: string, ending: string): string {
  return stem.slice(0, longest - ending.length).replace(/[\ud800-\udbff]$/, "") + ending;
}

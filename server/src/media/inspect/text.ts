// Text, told from pages that run in a browser, from scripts, and from what is no text. Pure.

/** `head` is the beginning of a file that has no mark of any binary type. */
export function judgeText(head: Buffer): "text" | "unsafe" | null {
  const text = decode(head);
  if (text === null) return null;
  const start = text.replace(/^\ufeff/, "").trimStart();
  // A browser takes for a page what begins like one, whatever it is called.
  if (/^<[a-z!?/]/i.test(start)) return "unsafe";
  return start.startsWith("#!") ? "unsafe" : "text";
}

/** Null when control characters say that these are no words in any encoding. */
function decode(head: Buffer): string | null {
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(head);
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? null : text;
}

/** Without a mark it is taken for UTF-8, or for what spreadsheets of old write; both show the same first words. */
function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : "utf-8";
}

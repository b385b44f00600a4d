// The parts of a local template, which are written as Meta's components: what can be shown on every road, and no more.

import type { Finding } from "../findings.ts";
import { fieldsOf, type Json, listOf, textOf, wordOf } from "../json.ts";
import { componentsOf, type Component, formatOf } from "../template.ts";

/** A text with its place, still to be compiled. `max` holds for what is said. */
export type LocalText = { path: string; source: string; max: number };

export type FileKind = "image" | "video" | "document";
export type LocalFile = {
  kind: FileKind;
  id: string | null;
  link: LocalText | null;
  filename: string | null;
};

export type LocalButtons =
  | { kind: "replies"; replies: readonly { id: string; title: LocalText }[] }
  | { kind: "url"; title: LocalText; url: LocalText };

export type LocalParts = {
  header: LocalText | LocalFile | null;
  body: LocalText;
  footer: LocalText | null;
  buttons: LocalButtons | null;
};

export type ReadParts = { parts: LocalParts | null; findings: Finding[] };

/** A text message takes 4096; beside a file or buttons it is Meta's 1024, which all roads keep. */
const [textMax, besideMax] = [4096, 1024];
/** What a header or a footer takes of a message's one text: 60, its marks, and an empty line. */
const lineMax = 64;

export function readLocalParts(components: readonly Json[]): ReadParts {
  const findings: Finding[] = [];
  const seen = new Map<string, { component: Component; path: string }>();
  for (const [at, component] of componentsOf({ components }).entries()) {
    const path = `/components/${at}`;
    if (!known.includes(component.type)) {
      findings.push({ path: `${path}/type`, message: `must be one of ${known.join(", ")}` });
    } else if (seen.has(component.type)) {
      findings.push({ path, message: `repeats ${component.type}: each part is there once` });
    } else seen.set(component.type, { component, path });
  }
  const [head, foot, row] = [seen.get("HEADER"), seen.get("FOOTER"), seen.get("BUTTONS")];
  const body = seen.get("BODY");
  if (body === undefined) findings.push({ path: "/components", message: "needs a BODY" });
  const header = head === undefined ? null : headerOf(head.path, head.component, findings);
  const buttons = row === undefined ? null : buttonsOf(row.path, row.component, findings);
  const isText = buttons === null && (header === null || "source" in header);
  const lines =
    buttons === null ? [isText ? header : null, foot ?? null].filter((line) => line !== null) : [];
  const max = (isText ? textMax : besideMax) - lines.length * lineMax;
  if (body === undefined) return { parts: null, findings };
  const parts = {
    header,
    buttons,
    body: textAt(`${body.path}/text`, body.component["text"], { max, findings }),
    footer:
      foot === undefined ? null : textAt(`${foot.path}/text`, foot.component["text"], { max: 60, findings }),
  };
  return { parts: findings.length > 0 ? null : parts, findings };
}

const known = ["HEADER", "BODY", "FOOTER", "BUTTONS"];

function textAt(
  path: string,
  value: unknown,
  { max, findings }: { max: number; findings: Finding[] },
): LocalText {
  const source = textOf(value);
  if (source.trim() === "") findings.push({ path, message: "is required" });
  return { path, source, max };
}

const fileKinds: Readonly<Record<string, FileKind>> = {
  IMAGE: "image",
  VIDEO: "video",
  DOCUMENT: "document",
};

function headerOf(path: string, header: Component, findings: Finding[]): LocalText | LocalFile | null {
  const format = formatOf(header);
  if (format === "TEXT") return textAt(`${path}/text`, header["text"], { max: 60, findings });
  const kind = fileKinds[format];
  if (kind === undefined) {
    findings.push({ path: `${path}/format`, message: "must be one of TEXT, IMAGE, VIDEO, DOCUMENT" });
    return null;
  }
  const [id, link, filename] = [header["id"], header["link"], header["filename"]].map(textOf);
  if (id && link) findings.push({ path, message: "has both an id and a link" });
  if (filename && kind !== "document") {
    findings.push({ path: `${path}/filename`, message: "is for documents" });
  }
  return {
    kind,
    id: id || null,
    // Neither: each message gives the file, as `header_image` and the like.
    link: link ? { path: `${path}/link`, source: link, max: 2048 } : null,
    filename: filename || null,
  };
}

function buttonsOf(path: string, row: Component, findings: Finding[]): LocalButtons | null {
  const buttons = listOf(row["buttons"]).map((button): Component => {
    const fields = fieldsOf(button);
    return { ...fields, type: wordOf(fields["type"]) };
  });
  const at = `${path}/buttons`;
  const title = (button: Component, index: number): LocalText =>
    textAt(`${at}/${index}/text`, button["text"], { max: 20, findings });
  const [first] = buttons;
  if (first?.type === "URL" && buttons.length === 1) {
    const url = textAt(`${at}/0/url`, first["url"], { max: 2000, findings });
    return { kind: "url", title: title(first, 0), url };
  }
  // More than three replies are no buttons on any road, and Meta has no message with replies beside an address.
  if (buttons.length < 1 || buttons.length > 3 || buttons.some(({ type }) => type !== "QUICK_REPLY")) {
    findings.push({ path: at, message: "must be 1 to 3 of type QUICK_REPLY, or one of type URL" });
    return null;
  }
  const replies = buttons.map((button, index) => ({
    id: textOf(button["id"]) || `button_${index}`,
    title: title(button, index),
  }));
  replies.forEach(({ id }, index) => {
    if (id.length > 256 || replies.findIndex((other) => other.id === id) !== index) {
      findings.push({ path: `${at}/${index}/id`, message: "must be its own, of at most 256 characters" });
    }
  });
  return { kind: "replies", replies };
}

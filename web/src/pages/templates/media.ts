// A file above a template's words: as it is filled in, as the API takes it, and back. Pure.
import { type Component, textOf } from "./component.ts";

export const mediaFormats = ["IMAGE", "VIDEO", "DOCUMENT"] as const;
export type MediaFormat = (typeof mediaFormats)[number];

export type Media = {
  format: MediaFormat;
  /**
   * Of a template of our own: an https address, the id of an upload, or empty where each message brings its own file.
   * Of one that Meta reviews: a sample, as the id of an upload or Meta's handle of one.
   */
  source: string;
  /** Of a document. */
  filename: string;
};

export type MediaKind = "local" | "cloud_api";

export const noMedia = (format: MediaFormat): Media => ({ format, source: "", filename: "" });

export function mediaOut(kind: MediaKind, { format, source, filename }: Media): Component {
  if (kind === "cloud_api")
    return { type: "HEADER", format, ...(source === "" ? {} : { example: { header_handle: [source] } }) };
  return {
    type: "HEADER",
    format,
    ...(source === "" ? {} : { [isUpload(source) ? "id" : "link"]: source }),
    ...(filename === "" ? {} : { filename }),
  };
}

/** Null for what has more to it than these fields. */
export function mediaIn(kind: MediaKind, header: Component): Media | null {
  const { type: _type, format: said, id, link, filename, example, ...more } = header;
  const format = mediaFormats.find((each) => each === said);
  if (format === undefined || Object.keys(more).length > 0) return null;
  if (kind === "local") {
    if (example !== undefined) return null;
    return { format, source: textOf(id ?? link), filename: textOf(filename) };
  }
  const handle = handleIn(example);
  return handle === null || id !== undefined || link !== undefined || filename !== undefined
    ? null
    : { format, source: handle, filename: "" };
}

/** An upload's id, such as what `POST /v1/media` answers. */
export function isUpload(source: string): boolean {
  return /^med_[0-9a-f]{32}$/.test(source);
}

function handleIn(example: unknown): string | null {
  if (example === undefined) return "";
  const { header_handle: handles, ...more } = example as Component;
  const isOne = Array.isArray(handles) && handles.length === 1 && Object.keys(more).length === 0;
  return isOne ? textOf(handles[0]) : null;
}

// Where a message carries a file, whatever its type: its own, in a header, on a card, in a template's parameters.

import type { MessageObject } from "../message.ts";

export const mediaKinds = ["image", "video", "audio", "document", "sticker"] as const;
export type MediaKind = (typeof mediaKinds)[number];

export type MediaPlace = {
  /** A JSON pointer into the message. */
  path: string;
  kind: MediaKind;
  /** The message's own object, not a copy. */
  media: MediaSource;
};

export type MediaSource = { id?: string; link?: string; filename?: string };

/** In the order in which they stand. */
export function mediaPlaces(message: MessageObject): MediaPlace[] {
  const places: MediaPlace[] = [];
  walk(message, "", places);
  return places;
}

/** What a business puts into a flow is its own data, whatever its fields are called. */
const foreign: ReadonlySet<string> = new Set(["flow_action_payload", "flow_action_data"]);

function walk(value: unknown, path: string, places: MediaPlace[]): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (foreign.has(name)) continue;
    const at = `${path}/${name}`;
    if (isKind(name) && isSource(inner)) places.push({ path: at, kind: name, media: inner });
    else walk(inner, at, places);
  }
}

function isKind(name: string): name is MediaKind {
  return (mediaKinds as readonly string[]).includes(name);
}

/** The contract has seen to it that a source has one of the two, and that it is text. */
function isSource(value: unknown): value is MediaSource {
  return typeof value === "object" && value !== null && ("id" in value || "link" in value);
}

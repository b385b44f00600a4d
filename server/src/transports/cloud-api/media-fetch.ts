// Fetches a file that came with a person's message: Meta is asked where it is, and for five minutes it is there.

import type { Readable } from "node:stream";
import type { HttpClient } from "../http/client.ts";
import { fields } from "../http/json.ts";
import type { FetchedFile, MediaFetch } from "../transport.ts";
import type { Settings } from "./dialect.ts";
import { readGraphError } from "./graph-error.ts";

/**
 * Behind the guard, which sends the headers to this address and to none it redirects to, and fails the stream when it
 * is longer than it may be. Rejects for what may not or cannot be fetched.
 */
export type Download = (
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ stream: Readable; contentType: string | null }>;

export type MediaFetching = { client: HttpClient; settings: Settings; fetch: Download; bytesMax: number };

export function mediaFetch(fetching: MediaFetching): MediaFetch {
  return { fetchMedia: (id, signal) => fetchFile(fetching, id, signal) };
}

async function fetchFile(
  { client, settings, fetch: download, bytesMax }: MediaFetching,
  id: string,
  signal: AbortSignal,
): Promise<FetchedFile> {
  // It stands in a path.
  if (!/^\w{1,128}$/.test(id)) return { kind: "gone" };
  const { media, headers } = settings;
  const request = { method: "GET", path: media.lookUp(id), headers, body: null } as const;
  const exchanged = await client.send(request, signal);
  if (exchanged.kind === "failed") return { kind: "unavailable" };
  const { status, body } = exchanged.answer;
  const { url, mime_type: mimeType, file_size: size, error } = fields(body);
  if (status >= 300) return { kind: isGone(error) ? "gone" : "unavailable" };
  const place = typeof url === "string" ? media.fileAt(url) : null;
  if (place === null) return { kind: "unavailable" };
  // Text in Meta's documents, a number in its answers.
  const sizeBytes = /^\d{1,12}$/.test(String(size)) ? Number(size) : null;
  if (sizeBytes !== null && sizeBytes > bytesMax) return { kind: "too_large" };
  try {
    const { stream, contentType } = await download(place, headers, signal);
    return {
      kind: "found",
      stream,
      mimeType: typeof mimeType === "string" ? mimeType : contentType,
      sizeBytes,
    };
  } catch {
    // An address that has just ended gets a new one with the next look.
    return { kind: "unavailable" };
  }
}

/** Graph's words for an object that is not there, or not for us: 100 with 33, and 33 by itself. */
function isGone(value: unknown): boolean {
  const error = readGraphError(value);
  return error !== null && (error.code === 33 || (error.code === 100 && error.subcode === 33));
}

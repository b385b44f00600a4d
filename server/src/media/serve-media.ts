// Answers with a file's bytes, or a range of them, in a way that no browser runs them.

import { AppError } from "../kernel/errors.ts";
import type { StreamReply } from "../kernel/route.ts";
import type { MediaStore } from "./bytes/port.ts";
import { rangeIn } from "./byte-range.ts";
import { attachment } from "./disposition.ts";
import { nameOf } from "./present-media.ts";
import type { MediaRow } from "./store.ts";

export type ServeDeps = { store: MediaStore; onError(error: Error): void };

export type Asked = { range: string | undefined; ifRange: string | undefined };

export async function serveMedia(deps: ServeDeps, row: MediaRow, asked: Asked): Promise<StreamReply> {
  const { size_bytes: size } = row;
  const etag = `"${row.sha256}"`;
  const whole = asked.ifRange !== undefined && asked.ifRange !== etag;
  const range = whole ? "all" : rangeIn(asked.range, size);
  if (range === "none") {
    throw new AppError("media_range_not_satisfiable", `The file has ${size} bytes.`, {
      headers: { "content-range": `bytes */${size}` },
    });
  }
  const name = { tenantId: row.tenant_id, sha256: row.sha256 };
  const stream = await (range === "all" ? deps.store.open(name) : deps.store.open(name, range)).catch(
    (error: Error) => {
      deps.onError(error);
      throw storeUnavailable();
    },
  );
  if (stream === null) throw mediaNotFound();
  const length = range === "all" ? size : range.end - range.start + 1;
  return {
    status: range === "all" ? 200 : 206,
    body: stream,
    headers: {
      ...harmless,
      "content-type": contentType(row.mime_type),
      "content-disposition": attachment(nameOf(row)),
      "content-length": String(length),
      etag,
      ...(range === "all" ? {} : { "content-range": `bytes ${range.start}-${range.end}/${size}` }),
    },
  };
}

/** A stranger's bytes: saved, never guessed at, and without any right should a browser show them all the same. */
const harmless = {
  "accept-ranges": "bytes",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
  "cache-control": "private, no-cache",
};

function contentType(mimeType: string): string {
  return mimeType === "text/plain" ? "text/plain; charset=utf-8" : mimeType;
}

/** Also for those of other tenants and modes: nobody learns that they are there. */
export function mediaNotFound(path?: string): AppError {
  const errors = path === undefined ? [] : [{ path, message: "names no file" }];
  return new AppError("media_not_found", "There is no such file within reach.", { errors });
}

export function storeUnavailable(): AppError {
  return new AppError("media_store_unavailable", "The file store cannot be reached at the moment.", {
    headers: { "retry-after": "5" },
  });
}

// Files that messages carry: uploaded, looked up, downloaded.

import type { CallOptions } from "../call.ts";
import type { Core } from "../core.ts";
import type { FileBody } from "../file-body.ts";

export type UploadOptions = CallOptions & {
  /** What the person sees as its name. */
  filename?: string | undefined;
  /** Such as `image/png`; a Blob brings its own. What the bytes are is found out all the same. */
  type?: string | undefined;
};

export function mediaOf({ request, open }: Core) {
  return {
    /** Bytes, a Blob or a stream. A stream is sent once: give a Blob where a retry matters. */
    upload: (file: FileBody, { filename, type, ...options }: UploadOptions = {}) => {
      const headers = {
        ...(filename === undefined ? {} : { "content-disposition": disposition(filename) }),
        ...(type === undefined ? {} : { "content-type": type }),
        ...options.headers,
      };
      return request("POST /v1/media", { ...options, headers, body: file });
    },
    get: (id: string, options?: CallOptions) => request("GET /v1/media/{id}", { ...options, params: { id } }),
    /** The file as a response whose body is still to be read: `.blob()`, `.arrayBuffer()`, or `.body` as a stream. */
    download: (id: string, options?: CallOptions) =>
      open("GET /v1/media/{id}/content", { ...options, params: { id } }),
    delete: (id: string, options?: CallOptions) =>
      request("DELETE /v1/media/{id}", { ...options, params: { id } }),
  };
}

/** Any name, in the letters that a header may have (RFC 8187). */
function disposition(filename: string): string {
  const encoded = encodeURIComponent(filename).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

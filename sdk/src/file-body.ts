// What can be uploaded as a file: bytes in memory, a Blob, or a stream of bytes.

/** A stream is read once, so a request that carries one is never repeated. */
export type FileBody = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

export function isFileBody(body: unknown): body is FileBody {
  return (
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    body instanceof Uint8Array ||
    body instanceof ReadableStream
  );
}

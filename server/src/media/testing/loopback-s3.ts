// An S3 server on loopback for tests: objects, ranges and uploads in parts, and no request without a valid signature.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export type LoopbackS3 = {
  url: string;
  /** By `/bucket/key`. */
  objects: ReadonlyMap<string, Buffer>;
  /** Uploads that were begun and neither ended nor called off. */
  openUploads(): number;
  /** `PUT /bucket/key?partNumber=1`, as they came. */
  requests: readonly string[];
  /** Answers so many of the next requests that match with 503. */
  fail(times: number, match: RegExp): void;
  stop(): Promise<void>;
};

export const credentials = { accessKeyId: "AKIAWAYPOSTTEST", secretAccessKey: "a-secret-of-the-test" };

type Shelf = {
  objects: Map<string, Buffer>;
  uploads: Map<string, Map<number, Buffer>>;
  requests: string[];
  failing: { times: number; match: RegExp };
};

export async function startLoopbackS3(): Promise<LoopbackS3> {
  const shelf: Shelf = {
    objects: new Map(),
    uploads: new Map(),
    requests: [],
    failing: { times: 0, match: /$^/ },
  };
  const server = createServer((request, response) => {
    serve(shelf, request, response).catch((error: Error) => {
      response.writeHead(500).end(error.message);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: shelf.objects,
    openUploads: () => shelf.uploads.size,
    requests: shelf.requests,
    fail: (times, match) => void (shelf.failing = { times, match }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function serve(shelf: Shelf, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const line = `${request.method} ${request.url}`;
  shelf.requests.push(line);
  const refusal = verify(request, body);
  if (refusal !== null) return problem(response, 403, refusal);
  if (shelf.failing.times > 0 && shelf.failing.match.test(line)) {
    shelf.failing.times -= 1;
    return problem(response, 503, "SlowDown");
  }
  const url = new URL(request.url ?? "/", "http://s3");
  const key = decodeURIComponent(url.pathname);
  if (url.searchParams.has("uploads") || url.searchParams.has("uploadId")) {
    return inParts(shelf, { request, response, url, key, body });
  }
  if (request.method === "PUT") {
    shelf.objects.set(key, body);
    return void response.writeHead(200, { etag: etagOf(body) }).end();
  }
  if (request.method === "DELETE") {
    shelf.objects.delete(key);
    return void response.writeHead(204).end();
  }
  const object = shelf.objects.get(key);
  if (object === undefined) return problem(response, 404, "NoSuchKey");
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const part = start === undefined ? object : object.subarray(Number(start), Number(end) + 1);
  response.writeHead(start === undefined ? 200 : 206, { "content-length": part.length }).end(part);
}

type Call = { request: IncomingMessage; response: ServerResponse; url: URL; key: string; body: Buffer };

function inParts(shelf: Shelf, { request, response, url, key, body }: Call): void {
  if (url.searchParams.has("uploads")) {
    const id = `upload-${shelf.requests.length}`;
    shelf.uploads.set(id, new Map());
    return void response.end(
      `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  const id = url.searchParams.get("uploadId") ?? "";
  const parts = shelf.uploads.get(id);
  if (parts === undefined) return problem(response, 404, "NoSuchUpload");
  if (request.method === "PUT") {
    parts.set(Number(url.searchParams.get("partNumber")), body);
    return void response.writeHead(200, { etag: etagOf(body) }).end();
  }
  shelf.uploads.delete(id);
  if (request.method === "DELETE") return void response.writeHead(204).end();
  const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) => Number(n));
  const inOrder = named.map((number) => parts.get(number));
  const tooSmall = inOrder.slice(0, -1).some((part) => part === undefined || part.length < 5 * 1024 * 1024);
  if (tooSmall) return problem(response, 400, "EntityTooSmall");
  shelf.objects.set(key, Buffer.concat(inOrder.filter((part) => part !== undefined)));
  response.end("<CompleteMultipartUploadResult><ETag>done</ETag></CompleteMultipartUploadResult>");
}

function problem(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

/** AWS, "Signature Version 4": null when the request is its signer's, to the byte where the bytes are signed. */
function verify(request: IncomingMessage, body: Buffer): string | null {
  const header = request.headers.authorization ?? "";
  const [, key, scope, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  if (!key || !scope || !names || !signature) return "AccessDenied";
  if (key !== credentials.accessKeyId) return "InvalidAccessKeyId";
  const payload = String(request.headers["x-amz-content-sha256"]);
  const isHash = /^[0-9a-f]{64}$/.test(payload);
  if (!isHash && payload !== "UNSIGNED-PAYLOAD") return "InvalidPayload";
  if (isHash && createHash("sha256").update(body).digest("hex") !== payload)
    return "XAmzContentSHA256Mismatch";
  const text = [
    "AWS4-HMAC-SHA256",
    request.headers["x-amz-date"],
    scope,
    createHash("sha256")
      .update(canonical(request, names, payload))
      .digest("hex"),
  ].join("\n");
  const signing = scope
    .split("/")
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const expected = hmac(signing, text);
  return timingSafeEqual(expected, Buffer.from(signature, "hex")) ? null : "SignatureDoesNotMatch";
}

function canonical(request: IncomingMessage, names: string, payload: string): string {
  const url = new URL(request.url ?? "/", "http://s3");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted();
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  return [request.method, url.pathname, query.join("&"), headers.join(""), names, payload].join("\n");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

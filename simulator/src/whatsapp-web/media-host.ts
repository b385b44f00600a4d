// The media host (mmg.whatsapp.net): keeps the encrypted blobs it is given and serves them back.
import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Certificate } from "./certificate.ts";

export type MediaHost = {
  /** Starts on first use; the name as clients dial it, such as 127.0.0.1:40123. */
  host(): Promise<string>;
  keep(blob: Buffer): string;
  find(directPath: string): Buffer | undefined;
  clear(): void;
  stop(): Promise<void>;
};

/** All blobs together; the oldest go first, and then answer 410 as expired media do. */
const ROOM_BYTES = 256 * 1024 * 1024;

export function createMediaHost(certificate: Certificate): MediaHost {
  const blobs = new Map<string, Buffer>();
  let used = 0;
  let listening: Promise<Server> | undefined;

  function keep(blob: Buffer): string {
    const path = `/v/t62.7118-24/${randomBytes(12).toString("hex")}.enc`;
    blobs.set(path, blob);
    used += blob.length;
    for (const [oldest, { length }] of blobs) {
      if (used <= ROOM_BYTES) break;
      blobs.delete(oldest);
      used -= length;
    }
    return path;
  }
  const find = (directPath: string) => blobs.get(directPath.split("?")[0] ?? "");

  async function serve(request: IncomingMessage, response: ServerResponse) {
    if (request.method === "POST") {
      const path = keep(await buffer(request));
      const url = `https://${request.headers.host}${path}`;
      return void response.end(JSON.stringify({ url, direct_path: path }));
    }
    const blob = find(request.url ?? "");
    response.writeHead(blob ? 200 : 410).end(blob);
  }

  return {
    async host() {
      listening ??= listen(
        createServer(certificate, (request, response) => {
          // An upload that broke off has nobody left to answer.
          serve(request, response).catch(() => response.destroy());
        }),
      );
      const { port } = (await listening).address() as AddressInfo;
      return `127.0.0.1:${port}`;
    },
    keep,
    find,
    clear() {
      blobs.clear();
      used = 0;
    },
    async stop() {
      const server = await listening;
      listening = undefined;
      if (!server) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

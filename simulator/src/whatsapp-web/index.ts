// The WhatsApp Web door: closed and weightless until somebody knocks, then it loads the protocol behind it.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Network } from "../network.ts";
import type { InboundMessage } from "../people/inbound.ts";
import type { Status } from "../webhooks/status.ts";
import { createCertificate } from "./certificate.ts";
import { inBackground } from "./in-background.ts";
import type { OnError } from "./in-background.ts";
import { openLinksFile } from "./links-file.ts";
import { createMediaHost } from "./media-host.ts";
import type { WebServer } from "./server.ts";

export type WebDoor = {
  /** A client asks for a WebSocket; answers refusals by itself. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The server behind the door, loaded by the first to ask. */
  open(): Promise<WebServer>;
  tellStatus(row: number, status: Status): void;
  wrote(message: InboundMessage): void;
  /** What a client must trust: root of the Noise certificates, base64; the media host's certificate, PEM. */
  trust: { certificate_root: string; media_certificate: string };
  reset(): void;
  stop(): Promise<void>;
};

export const PATH = "/ws/chat";

export type WebDoorOptions = { linksFile: string | undefined; onError: OnError };

export function createWebDoor(network: () => Network, { linksFile, onError }: WebDoorOptions): WebDoor {
  const links = openLinksFile(linksFile);
  const certificate = createCertificate(Date.now());
  const media = createMediaHost(certificate);
  let loading: Promise<WebServer> | undefined;
  let server: WebServer | undefined;
  const open = () => (loading ??= load());

  async function load(): Promise<WebServer> {
    const { createWebServer } = await import("./server.ts");
    server = createWebServer({ network: network(), links, media, onError });
    return server;
  }

  // Those who were linked before must hear what people write before they have come back.
  if (links.accounts.length > 0) inBackground(open(), { onError });

  return {
    upgrade(request, socket, head) {
      // A client that gives up while we load is nobody's problem.
      socket.on("error", () => socket.destroy());
      const refused = refusalOf(network(), request);
      if (refused !== undefined)
        return void socket.end(`HTTP/1.1 ${refused} Refused\r\nconnection: close\r\n\r\n`);
      inBackground(
        open().then((loaded) => loaded.accept(request, socket, head)),
        { onError },
      );
    },
    open,
    tellStatus: (row, status) => server?.tellStatus(row, status),
    wrote: (message) => server?.wrote(message),
    trust: { certificate_root: links.root.public.toString("base64"), media_certificate: certificate.cert },
    reset() {
      media.clear();
      server?.reset();
    },
    async stop() {
      server?.stop();
      await media.stop();
    },
  };
}

function refusalOf({ conditions }: Network, { url = "" }: IncomingMessage): number | undefined {
  if (url.split("?")[0] !== PATH) return 404;
  return conditions.faults.web.connecting.refuse_upgrade ?? undefined;
}

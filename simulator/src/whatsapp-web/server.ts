// WhatsApp Web itself, loaded when the first client connects: takes sockets, and lends phones to the control API.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { InboundMessage } from "../people/inbound.ts";
import type { Status } from "../webhooks/status.ts";
import { openConnection } from "./connection.ts";
import { createHandset } from "./handset.ts";
import type { Handset } from "./handset.ts";
import { inBackground } from "./in-background.ts";
import { createLineControl } from "./line-control.ts";
import type { LineControl } from "./line-control.ts";
import { greet } from "./login.ts";
import { personWritesTo } from "./messages/from-person.ts";
import { receiptOf } from "./messages/receipts.ts";
import { restoreLinks } from "./restore.ts";
import { takeStanza } from "./stanzas.ts";
import { createWeb, NO_TALLY } from "./web.ts";
import type { Outside } from "./web.ts";

export type WebServer = {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What became of a message that came in by this door. */
  tellStatus(row: number, status: Status): void;
  /** A person wrote to a number that may have linked devices. */
  wrote(message: InboundMessage): void;
  handset: Handset;
  line: LineControl;
  reset(): void;
  stop(): void;
};

export function createWebServer(outside: Outside): WebServer {
  const web = createWeb(outside);
  const { network } = outside;
  restoreLinks(web);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const handling = {
    onHello: greet.bind(undefined, web),
    onStanza: takeStanza.bind(undefined, web),
  };
  return {
    accept(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (client) => void openConnection(web, client, handling));
    },
    tellStatus: (row, status) => receiptOf(web, row, status),
    wrote(message) {
      const digits = network.business.numbers[message.number]?.digits;
      const account = web.accounts.get(Number(digits));
      if (account) inBackground(personWritesTo(web, account, message), web);
    },
    handset: createHandset(web),
    line: createLineControl(web),
    reset() {
      web.phones.forget();
      Object.assign(web.tally, NO_TALLY);
      for (const account of web.accounts.values()) {
        Object.assign(account, { banned: false, restrictedUntil: 0 });
        account.chats.clear();
        for (const { mailbox } of account.devices) mailbox.clear();
      }
    },
    stop() {
      for (const client of sockets.clients) client.terminate();
      for (const connection of web.connections) connection.end("drop");
    },
  };
}

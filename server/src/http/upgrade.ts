// Requests to become a WebSocket: they go the way of all requests, past every gate, and are refused like them.

import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** What else asks to change the protocol (`h2c`, say) is answered in the one it came in, as if it had not asked. */
export function asksForSocket({ headers, method }: Pick<IncomingMessage, "headers" | "method">): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

/**
 * An answer is bound to the connection by hand, as Node has let go of it. The route takes it over with a 101, or
 * refuses, and then it ends with the answer.
 */
export function routeUpgrades(app: FastifyInstance): void {
  app.server.on("upgrade", (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    // A reset before anybody listens would end the process.
    connection.on("error", () => connection.destroy());
    if (!(connection instanceof Socket)) return void connection.destroy();
    // What came along already belongs to the protocol that is to be spoken.
    if (head.length > 0) connection.unshift(head);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(connection);
    response.once("finish", () => connection.end());
    app.routing(request, response);
  });
}

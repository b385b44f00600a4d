// The http room's door: a server made from routes.

export type { HookReply, HookRoute } from "./hook-route.ts";
export { createHttpServer, type HttpServer, type HttpServerDeps } from "./server.ts";

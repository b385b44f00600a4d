// The http room's door: a server made from routes.

export { planOf } from "./audit-request.ts";
export { keptAnswers } from "./personal-data.ts";
export type { HookReply, HookRoute } from "./hook-route.ts";
export { createHttpServer, type HttpServer, type HttpServerDeps } from "./server.ts";
export type { PersonDoor } from "./signed-in.ts";

// Mounts a provider's webhook route: bytes as they came, whatever their content type claims.

import type { FastifyInstance } from "fastify";
import { type HookRoute, hookBodyMax } from "./hook-route.ts";
import type { Traffic } from "./traffic.ts";

/** In a scope of its own, so that its parser for everything is nobody else's. */
export async function mountHook(app: FastifyInstance, hook: HookRoute, traffic: Traffic): Promise<void> {
  await app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>("*", { parseAs: "buffer" }, (_request, bytes, done) => done(null, bytes));
    scope.route({
      method: hook.method,
      url: hook.path,
      bodyLimit: hookBodyMax,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        traffic.inFlight += 1;
        try {
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const answer = await hook.handle(body, request.headers, request.query as Record<string, unknown>);
          return reply.code(answer.status).header("content-type", answer.contentType).send(answer.body);
        } finally {
          traffic.inFlight -= 1;
        }
      },
    });
    registered();
  });
}

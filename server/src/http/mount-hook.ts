// Mounts providers' webhook routes: bytes as they came, whatever their content type claims.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type HookRoute, hookBodyMax } from "./hook-route.ts";
import type { Meter } from "./metrics.ts";
import { refuseMissingMethods } from "./mount-route.ts";
import type { Traffic } from "./traffic.ts";

export type HookDeps = { traffic: Traffic; meterOf(route: string): Meter };

/** In a scope of their own, so that their parser for everything is nobody else's. */
export async function mountHooks(
  app: FastifyInstance,
  hooks: readonly HookRoute[],
  deps: HookDeps,
): Promise<void> {
  await app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>("*", { parseAs: "buffer" }, (_request, bytes, done) =>
      done(null, bytes),
    );
    for (const hook of hooks) mountHook(scope, hook, deps);
    registered();
  });
  refuseMissingMethods(app, hooks);
}

function mountHook(scope: FastifyInstance, hook: HookRoute, { traffic, meterOf }: HookDeps): void {
  const meter = meterOf(`${hook.method} ${hook.path}`);
  scope.route({
    method: hook.method,
    url: hook.path,
    bodyLimit: hookBodyMax,
    handler: (request, reply) => answer(hook, traffic, request, reply),
    onResponse: (_request, reply, done) => {
      meter(reply.statusCode, reply.elapsedTime);
      done();
    },
  });
}

type HookPlace = { Querystring: Record<string, unknown>; Params: Record<string, string> };

async function answer(
  hook: HookRoute,
  traffic: Traffic,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  traffic.inFlight += 1;
  try {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { headers, query, params } = request as FastifyRequest<HookPlace>;
    const told = await hook.handle(body, headers, query, params);
    void reply.code(told.status).header("content-type", told.contentType).send(told.body);
  } finally {
    traffic.inFlight -= 1;
  }
}

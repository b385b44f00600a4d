// Mounts routes whose bytes pass through: bodies of any type and length in, files and ranges of them out.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import { AppError } from "../kernel/errors.ts";
import type {
  Caller,
  Download,
  Reply,
  Route,
  StreamHandler,
  StreamReply,
  StreamRequest,
} from "../kernel/route.ts";
import { planOf, recordAfter } from "./audit-request.ts";
import { answerOnce, readIdempotencyKey } from "./idempotency.ts";
import { authorize, type MountDeps, refuseMissingMethods, send } from "./mount-route.ts";
import { createQueryReader, type ReadQuery } from "./query.ts";
import { busy } from "./request-error.ts";
import type { Traffic } from "./traffic.ts";

/** Each is a file on disk and a connection, and no memory to speak of. */
const uploadsMax = 64;

/** In a scope of their own, so that their parser, which is none, is nobody else's. */
export async function mountStreams(
  app: FastifyInstance,
  routes: readonly Route[],
  downloads: readonly Download[],
  deps: MountDeps,
): Promise<void> {
  await app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, stream, done) => done(null, stream));
    for (const route of routes) {
      if (route.handler.kind === "stream") mountStream(scope, { ...route, handler: route.handler }, deps);
    }
    for (const download of downloads) mountDownload(scope, download, deps);
    registered();
  });
  refuseMissingMethods(
    app,
    downloads.map(({ path }) => ({ path, method: "GET" })),
  );
}

type StreamRoute = Route & { handler: StreamHandler };

export function mountStream(scope: FastifyInstance, route: StreamRoute, deps: MountDeps): void {
  const name = `${route.method} ${route.path}`;
  const plan = planOf(route);
  const meter = deps.meterOf(name);
  const readQuery = createQueryReader(route.schema.query);
  const takesBody = route.method !== "GET" && route.method !== "DELETE";
  if (takesBody) deps.traffic.streamed.add(name);
  scope.route({
    method: route.method,
    url: route.path,
    onRequest: (request, reply, done) => authorize({ route, deps }, request, reply, done),
    handler: async (request, reply) => {
      const asked = readRequest({ name, readQuery }, request, deps);
      const run = (): Promise<Reply | StreamReply> => route.handler.handle(asked);
      const taken = takesBody ? () => upload(deps.traffic, request, run) : run;
      const answer = await counted(deps.traffic, taken);
      const heard = { request, params: asked.params, body: undefined, reply: answer };
      await recordAfter(deps.recorder, plan, asked.caller, heard);
      return pass(reply, answer);
    },
    onResponse: (_request, reply, done) => {
      meter(reply.statusCode, reply.elapsedTime);
      done();
    },
  });
}

function mountDownload(scope: FastifyInstance, { path, handle }: Download, deps: MountDeps): void {
  const meter = deps.meterOf(`GET ${path}`);
  scope.route({
    method: "GET",
    url: path,
    handler: async (request, reply) => {
      const params = request.params as Record<string, string>;
      const { headers, method = "GET" } = request.raw;
      return pass(reply, await counted(deps.traffic, () => handle({ params, headers, method })));
    },
    onResponse: (_request, reply, done) => {
      meter(reply.statusCode, reply.elapsedTime);
      done();
    },
  });
}

type Named = { name: string; readQuery: ReadQuery };

function readRequest({ name, readQuery }: Named, request: FastifyRequest, deps: MountDeps): StreamRequest {
  const caller = request.getDecorator<Caller>("caller");
  const { headers } = request.raw;
  const key = readIdempotencyKey(headers["idempotency-key"]);
  const params = request.params as Record<string, string>;
  const query = readQuery(request.query);
  return {
    caller,
    params,
    query,
    headers,
    stream: request.body instanceof Readable ? request.body : null,
    answerOnce: (body, run) =>
      deps.db.asTenants([caller.tenantId], (tx) => {
        if (key === null) return run(tx);
        const asked = { caller, params, query, body, idempotencyKey: key, accept: null };
        return answerOnce(tx, name, asked, () => run(tx));
      }),
  };
}

async function counted<T>(traffic: Traffic, run: () => Promise<T>): Promise<T> {
  traffic.inFlight += 1;
  try {
    return await run();
  } finally {
    traffic.inFlight -= 1;
  }
}

/** How long the rest of a refused body is heard out, unread, so that its sender gets to read why. */
const hearOutMs = 10_000;

async function upload<T>(traffic: Traffic, { raw }: FastifyRequest, run: () => Promise<T>): Promise<T> {
  if (traffic.uploading.size >= uploadsMax) throw busy("overloaded", "Too many files are being uploaded.");
  const { socket } = raw;
  traffic.uploading.add(socket);
  try {
    return await run();
  } catch (error) {
    if (!raw.complete) {
      const end = setTimeout(() => socket.destroy(), hearOutMs);
      raw.once("close", () => clearTimeout(end));
    }
    // A sender that is gone hears nothing, and nothing is wrong with us.
    throw raw.errored === null ? error : new AppError("invalid_request", "The file did not arrive whole.");
  } finally {
    traffic.uploading.delete(socket);
  }
}

/** A stream's reply is waited for: Fastify takes a handler that is over before anything was written for one without. */
function pass(reply: FastifyReply, answer: Reply | StreamReply): FastifyReply | undefined {
  if (answer.body instanceof Readable) {
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .send(answer.body);
  }
  send(reply, answer);
  return undefined;
}

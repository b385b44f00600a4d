// Mounts drop-in doors: who asks is told in our form, then the house's own guards decide, and refusals speak the
// door's dialect.

import { parse } from "node:querystring";
import type { FastifyInstance } from "fastify";
import { AppError } from "../kernel/errors.ts";
import type { Door } from "../kernel/door.ts";
import { type MountDeps, mountRoute, refuseMissingMethods, send } from "./mount-route.ts";
import { mountStream } from "./mount-stream.ts";
import type { SettleError } from "./settle-error.ts";

export async function mountDoors(
  app: FastifyInstance,
  doors: readonly Door[],
  deps: MountDeps,
  settle: SettleError,
): Promise<void> {
  for (const door of doors) {
    await app.register((scope, _options, registered) => {
      openDoor(scope, door, settle);
      takeForms(scope);
      const own = { ...deps, ...(door.markOf === undefined ? {} : { markOf: door.markOf }) };
      for (const route of door.routes) if (route.handler.kind !== "stream") mountRoute(scope, route, own);
      refuseMissingMethods(scope, door.routes);
      registered();
    });
    await app.register((scope, _options, registered) => {
      openDoor(scope, door, settle);
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", (_request, stream, done) => done(null, stream));
      for (const { handler, ...route } of door.routes)
        if (handler.kind === "stream") mountStream(scope, { ...route, handler }, deps);
      registered();
    });
  }
}

function openDoor(scope: FastifyInstance, door: Door, settle: SettleError): void {
  scope.addHook("onRequest", ({ raw: { headers } }, _reply, done) => {
    const key = door.keyIn(headers);
    // A door is for programs: a cookie that a browser adds by itself opens none.
    delete headers.cookie;
    delete headers.authorization;
    if (key !== null) headers.authorization = `Bearer ${key}`;
    done();
  });
  scope.setErrorHandler((error, request, reply) => {
    const refusal = settle(error, request, reply);
    send(reply.headers(refusal.headers), door.refuse(refusal, request.id));
    return reply;
  });
}

/** Names may come more than once, and are lists then. */
function takeForms(scope: FastifyInstance): void {
  scope.addContentTypeParser<string>(formType, { parseAs: "string" }, (_request, text, done) => {
    if (text.split("&", fieldsMax + 1).length > fieldsMax) {
      done(new AppError("invalid_request", `A form has at most ${fieldsMax} fields.`));
    } else done(null, { ...parse(text) });
  });
}

const formType = "application/x-www-form-urlencoded";
const fieldsMax = 200;

// What operators' machines ask: is it alive, may it get traffic, what does it measure.

import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../kernel/errors.ts";
import { refuseMissingMethods } from "./mount-route.ts";
import { sendProblem } from "./problem-reply.ts";
import { busy } from "./request-error.ts";
import type { Operations } from "./server.ts";
import type { Traffic } from "./traffic.ts";

export function mountOperations(app: FastifyInstance, operations: Operations, traffic: Traffic): void {
  // Never asks the database: a hiccup there must not restart every process that would survive it.
  app.get("/livez", () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    // Answered, not thrown: that a process stops is nothing to log as a failure at every look.
    if (traffic.draining) return sendProblem(reply, busy("unavailable", "Waypost is stopping."));
    const heldBack = await operations.checkReady().catch(() => {
      // Why is in the log and the metrics; a public page does not describe the inside.
      throw busy("unavailable", "Waypost cannot work at the moment.");
    });
    return { status: "ok", ...heldBack };
  });
  app.get("/metrics", async (request, reply) => {
    if (!mayReadMetrics(request, operations.metricsToken)) {
      throw new AppError("unauthorized", "Metrics are for this machine, or for who has their token.");
    }
    return reply
      .header("content-type", operations.registry.contentType)
      .send(await operations.registry.metrics());
  });
  refuseMissingMethods(
    app,
    ["/livez", "/readyz", "/metrics"].map((path) => ({ method: "GET", path })),
  );
}

function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  const header = request.headers.authorization;
  if (token !== null && header !== undefined) return equal(header, `Bearer ${token}`);
  // Behind a proxy on this machine everybody comes from loopback; the proxy tells by adding a header.
  const forwarded =
    request.headers["x-forwarded-for"] ?? request.headers["forwarded"] ?? request.headers["via"];
  return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? "");
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}

// What the HTTP server measures about itself: answers by route and status, how long they took, what is under way.

import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Traffic } from "./traffic.ts";

export function measure(app: FastifyInstance, registry: Registry, traffic: Traffic): void {
  const registers = [registry];
  const answers = new Counter({
    name: "waypost_http_requests_total",
    help: "Answers by route and status.",
    labelNames: ["route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "waypost_http_request_seconds",
    help: "From the request's first byte to the answer's last, by route.",
    labelNames: ["route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  new Gauge({
    name: "waypost_http_requests_in_flight",
    help: "Handlers at work.",
    registers,
    collect() {
      this.set(traffic.inFlight);
    },
  });
  app.addHook("onResponse", (request, reply, done) => {
    // The pattern, not the address: addresses hold ids, and everybody can invent more.
    const route = `${request.method} ${request.routeOptions.url ?? "(none)"}`;
    answers.inc({ route, status: reply.statusCode });
    seconds.observe({ route }, reply.elapsedTime / 1_000);
    done();
  });
}

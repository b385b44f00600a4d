// What the HTTP server measures about itself: answers by route and status, how long they took, what is
// under way.

import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Traffic } from "./traffic.ts";

/** A route's own meter, told of every answer; `ms` since the request's headers were read. */
export type Meter = (status: number, ms: number) => void;

/** Labels are patterns, not addresses: addresses hold ids, and everybody can invent more. */
export function createMeters(registry: Registry, traffic: Traffic): (route: string) => Meter {
  const registers = [registry];
  const answers = new Counter({
    name: "waypost_http_requests_total",
    help: "Answers by route and status.",
    labelNames: ["route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "waypost_http_request_seconds",
    help: "From a request's headers to its answer, by route.",
    labelNames: ["route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const inFlight: Gauge = new Gauge({
    name: "waypost_http_requests_in_flight",
    help: "Handlers at work.",
    registers: [],
    collect: () => inFlight.set(traffic.inFlight),
  });
  registry.registerMetric(inFlight);
  return (route) => {
    const ofRoute = seconds.labels(route);
    return (status, ms) => {
      answers.inc({ route, status });
      ofRoute.observe(ms / 1_000);
    };
  };
}

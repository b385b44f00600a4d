// The HTTP server: routes as data in, one Fastify instance out, every answer and every refusal in the
// house's form.

import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Registry } from "prom-client";
import fastify, { type FastifyInstance } from "fastify";
import type { AuditDeps } from "../kernel/audit.ts";
import type { Door } from "../kernel/door.ts";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Log } from "../kernel/log.ts";
import type { Download, GateRoute, Route, TicketDoor } from "../kernel/route.ts";
import type { Authenticate } from "../tenancy/index.ts";
import { createRecorder } from "./audit-request.ts";
import { mountDashboard } from "./dashboard/mount.ts";
import { mountDocs, redirectToDocs } from "./docs.ts";
import { mountErrorPages } from "./error-pages.ts";
import { admit, createTraffic, setCommonHeaders, type Traffic, watchLag } from "./traffic.ts";
import type { HookRoute } from "./hook-route.ts";
import { parseJsonBody } from "./json-body.ts";
import { createMeters } from "./metrics.ts";
import { mountHooks } from "./mount-hook.ts";
import { mountGates } from "./mount-gate.ts";
import { mountRoutes, refuseMissingMethods } from "./mount-route.ts";
import { mountDoors } from "./mount-door.ts";
import { mountStreams } from "./mount-stream.ts";
import { mountOperations } from "./operations.ts";
import { endWithProblem, refuseExpectation, sendProblem } from "./problem-reply.ts";
import { createRateLimit, requestsPerSecond } from "./rate-limit.ts";
import { requestError } from "./request-error.ts";
import { createSettleError, type SettleError } from "./settle-error.ts";
import type { PersonDoor } from "./signed-in.ts";
import { asksForSocket, routeUpgrades } from "./upgrade.ts";
import { securityHeaders } from "./security-headers.ts";

export type HttpServer = {
  /** Resolves to the address it can be reached at. */
  listen(at: { host: string; port: number }): Promise<string>;
  /** Takes no new connections, finishes what is in flight, and ends what is not finished in time. */
  close(): Promise<void>;
};

export type HttpServerDeps = {
  routes: readonly Route[];
  /** Routes that no tenant's scope opens. */
  gates?: readonly GateRoute[];
  hooks: readonly HookRoute[];
  /** Other products' APIs, for their clients. */
  doors?: readonly Door[];
  downloads?: readonly Download[];
  authenticate: Authenticate;
  /** Lets people in by their session's cookie; without it only keys are known. */
  people?: PersonDoor;
  /** Lets browsers in where they can send no headers. */
  tickets?: TicketDoor;
  /** Where changes, refusals and looks at people's words are written down. */
  audit: AuditDeps;
  /** Proxies whose `X-Forwarded-For` is believed: addresses and CIDRs. This machine's own when not given. */
  trustedProxies?: readonly string[];
  /** Under the application's role: what a handler sees is its caller's tenant only. */
  db: Database;
  newId(): string;
  log: Log;
  operations: Operations;
  /** The folder of the built dashboard; without it, what a browser opens first is the documentation. */
  dashboard?: string;
  /** Where browsers reach Waypost; by https, they are told to come that way only. */
  publicUrl?: string;
  limits?: Partial<Limits>;
};

export type Operations = {
  registry: Registry;
  /** Opens /metrics to others than this machine; null keeps it closed to them. */
  metricsToken: string | null;
  /** Rejects with the reason when work cannot be done; answers a sentence about what is held back, by its name. */
  checkReady(): Promise<Readonly<Record<string, string>> | undefined>;
};

export type Limits = {
  requestsPerSecond: number;
  /**
   * Handlers at work at once. Beyond it callers are told to come back: with more, each would only wait longer.
   * A process that accepts 10,000 a second has a tenth of a second of work with 1,000.
   */
  inFlightMax: number;
  /** How late the event loop may be: callers give up after some seconds, and what is let in is answered well before. */
  lagMaxMs: number;
  /**
   * How long after the wish to stop connections are still taken: load balancers read /readyz before they turn away,
   * and clients hear with their next answer that they should connect anew.
   */
  noticeMs: number;
  /** How long `close` waits for what is in flight. */
  drainMs: number;
  /** How long a request may take to arrive. */
  requestMs: number;
};

const defaults: Limits = {
  requestsPerSecond,
  inFlightMax: 1_000,
  lagMaxMs: 500,
  noticeMs: 0,
  drainMs: 15_000,
  requestMs: 30_000,
};

/**
 * One message, with everything it may carry; a route that takes more says so by its path in
 * `mount-route.ts`.
 */
const bodyMax = 1024 * 1024;

export async function createHttpServer(deps: HttpServerDeps): Promise<HttpServer> {
  const limits = { ...defaults, ...deps.limits };
  const https = deps.publicUrl?.startsWith("https:") === true;
  const traffic = createTraffic(limits, securityHeaders({ https }));
  const lag = watchLag(traffic);
  const settle = createSettleError(deps.log, traffic);
  const app = createApp(deps, traffic, limits, settle);
  routeUpgrades(app);
  const offerPage =
    deps.dashboard === undefined ? redirectToDocs(app) : await mountDashboard(app, deps.dashboard);
  app.setNotFoundHandler((request, reply) => {
    if (!offerPage(request, reply))
      sendProblem(reply, new AppError("not_found", "There is nothing at this address."));
  });
  const meterOf = createMeters(deps.operations.registry, traffic);
  mountOperations(app, deps.operations, traffic);
  mountErrorPages(app);
  const gates = deps.gates ?? [];
  await mountDocs(app, deps.routes, gates);
  const rate = createRateLimit(limits.requestsPerSecond);
  const mounting = {
    ...deps,
    people: deps.people ?? null,
    ...(deps.tickets === undefined ? {} : { tickets: deps.tickets }),
    recorder: createRecorder(deps),
    traffic,
    rate,
    perSecond: limits.requestsPerSecond,
    meterOf,
  };
  mountRoutes(app, deps.routes, mounting);
  mountGates(app, gates, mounting);
  refuseMissingMethods(app, [...deps.routes, ...gates]);
  await mountStreams(app, deps.routes, deps.downloads ?? [], mounting);
  await mountDoors(app, deps.doors ?? [], mounting, settle);
  await mountHooks(app, deps.hooks, { traffic, meterOf });
  return {
    listen: async ({ host, port }) => {
      await app.listen({ host, port });
      const address = app.server.address() as AddressInfo;
      return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
    },
    close: () => drain(app, traffic, limits).finally(lag.stop),
  };
}

function createApp(
  deps: HttpServerDeps,
  traffic: Traffic,
  limits: Limits,
  settle: SettleError,
): FastifyInstance {
  const requestId = (): string => presentId("req", deps.newId());
  const app = fastify({
    logger: false,
    // A caller's own id is never taken over: it would let anybody write into our log.
    requestIdHeader: false,
    genReqId: requestId,
    trustProxy: [...(deps.trustedProxies ?? ["loopback"])],
    bodyLimit: bodyMax,
    requestTimeout: limits.requestMs,
    // Longer than the idle time of common proxies and clients (60 s), so that they close first and never
    // race.
    keepAliveTimeout: 72_000,
    // While draining, what still arrives on open connections is served; the connection closes with the
    // answer.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 256 },
    // The Host header is checked in `admit`, because Node's own refusal has no body.
    http: {
      headersTimeout: Math.min(10_000, limits.requestMs),
      connectionsCheckingInterval: 1_000,
      requireHostHeader: false,
      shouldUpgradeCallback: asksForSocket,
    },
    clientErrorHandler: (error, socket) => {
      // An upload may take its time; whoever reads it sees to it that it ends.
      if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && traffic.uploading.has(socket)) return;
      endWithProblem(socket, error, { ...traffic.headers, "request-id": requestId() });
    },
    frameworkErrors: (error, request, reply) => {
      // The router gave up before any hook ran.
      setCommonHeaders(request, reply, traffic);
      sendProblem(reply, requestError(error, false));
    },
  });
  app.server.on("checkExpectation", (_request, response) => {
    refuseExpectation(response, { ...traffic.headers, "request-id": requestId() });
  });
  takeJsonOnly(app);
  app.addHook("onRequest", (request, reply, done) => {
    const refusal = admit(request, reply, traffic);
    if (refusal === null) done();
    else sendProblem(reply, refusal);
  });
  app.setErrorHandler((error, request, reply) => sendProblem(reply, settle(error, request, reply)));
  return app;
}

function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (_request, bytes, done) => {
    try {
      done(null, parseJsonBody(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
}

async function drain(app: FastifyInstance, traffic: Traffic, { noticeMs, drainMs }: Limits): Promise<void> {
  traffic.draining = true;
  if (noticeMs > 0) await delay(noticeMs);
  // A connection whose last answer went out after the stop began would stay open for its next request.
  const sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs);
  const patience = setTimeout(() => app.server.closeAllConnections(), drainMs);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(patience);
  }
}

const sweepMs = 50;

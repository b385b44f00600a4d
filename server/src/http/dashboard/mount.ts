// Serves the dashboard: its files as they were built, and its one page for every address that is no route's.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuseMissingMethods } from "../mount-route.ts";
import { type DashboardFile, type DashboardFiles, readDashboard } from "./files.ts";

/** True when the request was one for a page, and is answered. */
export type OfferPage = (request: FastifyRequest, reply: FastifyReply) => boolean;

/** Called before any route is mounted: what routes take is no page's address. */
export async function mountDashboard(app: FastifyInstance, directory: string): Promise<OfferPage> {
  const files = await readDashboard(directory);
  const taken = firstSegments(app);
  for (const [path, file] of files ?? []) app.get(path, (request, reply) => sendFile(request, reply, file));
  const index = files?.get("/index.html");
  const sendPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    index === undefined ? sendMissing(reply) : sendFile(request, reply, index);
  app.get("/", sendPage);
  refuseMissingMethods(
    app,
    [...namesOf(files), "/"].map((path) => ({ method: "GET", path })),
  );
  return (request, reply) => {
    if (!asksForPage(request) || taken.has(firstSegment(request.url))) return false;
    sendPage(request, reply);
    return true;
  };
}

function namesOf(files: DashboardFiles | null): string[] {
  return [...(files ?? new Map<string, DashboardFile>()).keys()];
}

function firstSegments(app: FastifyInstance): ReadonlySet<string> {
  const taken = new Set<string>();
  app.addHook("onRoute", ({ url }) => void taken.add(firstSegment(url)));
  return taken;
}

function firstSegment(url: string): string {
  return /^\/([^/?#]*)/.exec(url)?.[1] ?? "";
}

/** Browsers name HTML first when a person goes somewhere; programs do not. */
function asksForPage({ method, headers, url }: FastifyRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return headers.accept?.includes("text/html") === true && firstSegment(url) !== "";
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: DashboardFile): FastifyReply {
  const coding = codingFor(request.headers["accept-encoding"], file);
  reply.headers({
    "content-type": file.type,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.etag,
    vary: "accept-encoding",
    "content-security-policy": pagePolicy,
    ...(coding === "identity" ? {} : { "content-encoding": coding }),
  });
  if (knows(request.headers["if-none-match"], file.etag)) return reply.code(304).send();
  return reply.send(file.bytes[coding] ?? file.bytes.identity);
}

/** Weak or strong, one or many (RFC 9110, section 13.1.2). */
function knows(header: string | undefined, etag: string): boolean {
  return header?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag) === true;
}

function codingFor(accepted: string | string[] | undefined, { bytes }: DashboardFile): Coding {
  const codings = String(accepted ?? "")
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(";")[0]);
  return preferred.find((coding) => bytes[coding] !== undefined && codings.includes(coding)) ?? "identity";
}

type Coding = keyof DashboardFile["bytes"];
const preferred = ["br", "gzip"] as const satisfies Coding[];

function sendMissing(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers({ "content-type": "text/plain; charset=utf-8", "retry-after": "30" })
    .send(
      "The dashboard has not been built on this machine. `npm start` builds it; `npm run dashboard` does " +
        "only that. The API works all the same: /docs describes it.\n",
    );
}

/**
 * Programs and styles from files of ours only: no inline style either, so a text that slips into a page can neither run
 * nor draw over it. Pictures may be made by the page itself. Trusted types: what writes HTML from text throws.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

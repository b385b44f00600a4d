// Which routes change something, or seem to, without a word in the audit log: each is named here with its reason.

import { afterAll, beforeAll, expect, test } from "vitest";
import { planOf } from "../http/index.ts";
import { type ControlServer, type Ground, layGround, openControlServer } from "./testing/control-house.ts";

let ground: Ground;
let server: ControlServer;

beforeAll(async () => {
  ground = await layGround();
  server = await openControlServer(ground);
});
afterAll(async () => {
  await server?.close();
  await ground?.close();
});

/** A new one belongs here only if it has a ledger of its own, or changes nothing. */
const silent: Readonly<Record<string, string>> = {
  "POST /v1/messages": "Every message is a row that says who accepted it and when.",
  "POST /v1/messages/batch": "As one message.",
  "POST /v1/messages/received/:id/read":
    "It is told to the person, for each of their messages, and changes nothing here.",
  "POST /v1/campaigns/:id/preflight": "It reckons; the campaign stays as it is.",
  "POST /v1/conversions": "Every conversion is a row that stays.",
  "POST /v1/contacts/import/preview": "It shows and changes nothing.",
  "POST /v1/message-costs": "It reckons and changes nothing.",
  "POST /v1/numbers/check": "It asks and changes nothing.",
  "POST /v1/routing/explain": "It explains and changes nothing.",
  "POST /v1/segments/preview": "It counts and changes nothing.",
  "POST /v1/templates/:id/preview": "It shows and changes nothing.",
  "POST /v1/templates/lint": "It judges and changes nothing.",
};

test("no route that may change something is silent but these", () => {
  const found = server.routes.filter((route) => route.method !== "GET" && planOf(route) === null);
  expect(found.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
    Object.keys(silent).toSorted(),
  );
});

test("what people wrote is recorded wherever a person can read it, and codes that open a session as well", () => {
  const plans = new Map(
    server.routes
      .filter(({ method }) => method === "GET")
      .map((route) => [route.path, planOf(route)?.kind ?? null]),
  );
  const words = ["/v1/messages", "/v1/messages/:id", "/v1/messages/received", "/v1/media/:id/content"];
  for (const path of words) expect([path, plans.get(path)]).toEqual([path, "read"]);
  expect(plans.get("/v1/senders/:id/session/qr")).toBe("look");
  expect(plans.get("/v1/audit/export")).toBe("look");
});

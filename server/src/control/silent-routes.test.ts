// Which routes change something, or seem to, without a word in the audit log: each is named here with its reason.

import { expect, test } from "vitest";
import { planOf } from "../http/index.ts";
import { server, useControlServer } from "./testing/control-house.ts";

useControlServer();

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

test("what a change tells of itself is in its answer, and is no name, address or secret", () => {
  const telling = [...server.routes, ...server.gates].filter(({ tellsChange }) => tellsChange !== undefined);
  expect(telling.length).toBeGreaterThan(10);
  const kept =
    /(^|_)(name|names|url|text|texts|description|email|phone|address|secret|token|key|config|reason)$/;
  for (const { method, path, tellsChange = [], schema } of telling)
    for (const member of tellsChange) {
      const told = memberOf(Object.values(schema.response)[0], member.split("."));
      expect([method, path, member, told === undefined]).toEqual([method, path, member, false]);
      expect([member, ...namesIn(told)].filter((name) => kept.test(name))).toEqual([]);
    }
});

type Schema = { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[] };

function memberOf(schema: Schema | undefined, [name, ...rest]: readonly string[]): Schema | undefined {
  return name === undefined ? schema : memberOf(schema?.properties?.[name], rest);
}

/** Of all members, however deep. */
function namesIn({ properties = {}, items, anyOf = [] }: Schema = {}): string[] {
  const deeper = [...Object.values(properties), ...anyOf, ...(items === undefined ? [] : [items])];
  return [...Object.keys(properties), ...deeper.flatMap(namesIn)];
}

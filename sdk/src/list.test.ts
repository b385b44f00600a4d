// A list is walked page by page, and no page is asked for before it is needed.

import { expect, test } from "vitest";
import { createWaypost } from "./index.ts";
import { json, startServer } from "./testing/local-server.ts";

/** Five messages, two to a page. */
async function shop() {
  const ids = ["msg_1", "msg_2", "msg_3", "msg_4", "msg_5"];
  const server = await startServer(({ url }, response) => {
    const at = Number(new URL(url, "http://x").searchParams.get("after") ?? 0);
    const data = ids.slice(at, at + 2).map((id) => ({ id }));
    json(response, 200, { data, next: at + 2 < ids.length ? String(at + 2) : null });
  });
  return { server, waypost: createWaypost({ baseUrl: server.url, apiKey: "wp_test_key" }) };
}

test("for await gives all of it, under the same query", async () => {
  const { server, waypost } = await shop();
  const seen: string[] = [];
  for await (const { id } of waypost.messages.list({ status: "failed", sender: undefined })) seen.push(id);
  expect(seen).toEqual(["msg_1", "msg_2", "msg_3", "msg_4", "msg_5"]);
  expect(server.asked.map(({ url }) => url)).toEqual([
    "/v1/messages?status=failed",
    "/v1/messages?status=failed&after=2",
    "/v1/messages?status=failed&after=4",
  ]);
});

test("whoever stops early has asked for no more than they saw", async () => {
  const { server, waypost } = await shop();
  for await (const { id } of waypost.messages.list()) if (id === "msg_3") break;
  expect(server.asked).toHaveLength(2);
});

test("a list can be walked twice, and begins where it is told", async () => {
  const { waypost } = await shop();
  const list = waypost.list("GET /v1/messages", { query: { after: "2" } });
  for (let round = 0; round < 2; round++) {
    const seen: string[] = [];
    for await (const { id } of list) seen.push(id);
    expect(seen).toEqual(["msg_3", "msg_4", "msg_5"]);
  }
});

test("one page at a time is there for whoever shows pages", async () => {
  const { waypost } = await shop();
  expect(await waypost.messages.list().page()).toEqual({
    data: [{ id: "msg_1" }, { id: "msg_2" }],
    next: "2",
  });
});

test("a server that gives the same cursor for ever is left", async () => {
  const server = await startServer((_asked, response) => json(response, 200, { data: [], next: "again" }));
  const waypost = createWaypost({ baseUrl: server.url, apiKey: "wp_test_key" });
  const walk = async (): Promise<void> => {
    for await (const message of waypost.messages.list()) expect(message).toBeUndefined();
  };
  await expect(walk()).rejects.toThrow("does not advance");
  expect(server.asked).toHaveLength(2);
});

// The event stream over a real wire: it goes on where it was, and ends only when it is to.

import type { ServerResponse } from "node:http";
import { expect, test, vi } from "vitest";
import { createWaypost, isCode, type LiveEvent, type Waypost } from "./index.ts";
import { type Answer, type LocalServer, problem, startServer } from "./testing/local-server.ts";

async function serve(answer: Answer): Promise<{ server: LocalServer; waypost: Waypost }> {
  const server = await startServer(answer);
  return { server, waypost: createWaypost({ baseUrl: server.url, apiKey: "wp_test_key" }) };
}

function open(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  // So that nobody has to wait for long in these tests.
  response.write("retry: 1\n\n");
}

function say(response: ServerResponse, id: number): void {
  response.write(`id: ${id}\ndata: ${JSON.stringify({ id: String(id), type: "message.sent" })}\n\n`);
}

async function take(events: AsyncIterable<LiveEvent>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of events) if (ids.push(id) === count) break;
  return ids;
}

test("events come as they happen, asked for by type, from where one was", async () => {
  const { server, waypost } = await serve((_asked, response) => {
    open(response);
    say(response, 8);
  });
  const events = waypost.events({ after: "7", types: ["message.sent", "message.read"] });
  expect((await events.next()).value).toEqual({ id: "8", type: "message.sent" });
  await events.return();
  const [asked] = server.asked;
  expect(asked?.url).toBe("/v1/events?types=message.sent%2Cmessage.read");
  expect(asked?.headers).toMatchObject({
    accept: "text/event-stream",
    authorization: "Bearer wp_test_key",
    "last-event-id": "7",
  });
});

test("a line that ends, is cut or stays silent is made anew, and goes on where it was", async () => {
  const { server, waypost } = await serve((_asked, response, index) => {
    open(response);
    say(response, index + 1);
    if (index === 0) response.end();
    // Half an event is none.
    if (index === 1) response.write("id: 99\ndata: {", () => response.destroy());
  });
  expect(await take(waypost.events({ silenceMs: 200 }), 4)).toEqual(["1", "2", "3", "4"]);
  expect(server.asked.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1", "2", "3"]);
});

test("a server that is restarting is waited for", async () => {
  const { server, waypost } = await serve((_asked, response, index) => {
    if (index === 1) return problem(response, 503, "overloaded", { retryable: true });
    if (index === 2) return void response.writeHead(502).end();
    open(response);
    say(response, index);
    if (index === 0) return void response.end();
    return undefined;
  });
  expect(await take(waypost.events(), 2)).toEqual(["0", "3"]);
  expect(server.asked).toHaveLength(4);
});

test("a refusal for good is thrown", async () => {
  const { server, waypost } = await serve((_asked, response) => problem(response, 401, "unauthorized"));
  const error: unknown = await take(waypost.events(), 1).catch((reason: unknown) => reason);
  expect(isCode(error, "unauthorized")).toBe(true);
  expect(server.asked).toHaveLength(1);
});

test("no content means that there is nothing to come", async () => {
  const { waypost } = await serve((_asked, response) => void response.writeHead(204).end());
  expect(await take(waypost.events(), 1)).toEqual([]);
});

test("leaving the loop ends the line", async () => {
  const closed = vi.fn();
  const { waypost } = await serve((_asked, response) => {
    response.once("close", closed);
    open(response);
    say(response, 1);
  });
  expect(await take(waypost.events(), 1)).toEqual(["1"]);
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

test("calling it off ends it with the caller's reason", async () => {
  const calledOff = new AbortController();
  const { waypost } = await serve((_asked, response) => {
    open(response);
    say(response, 1);
  });
  const listening = async (): Promise<void> => {
    for await (const { id } of waypost.events({ signal: calledOff.signal })) {
      expect(id).toBe("1");
      calledOff.abort(new Error("home time"));
    }
  };
  await expect(listening()).rejects.toThrow("home time");
});

// The wire's hard moments: what is said of a message when the connection, the answer or the patience ends.

import { once } from "node:events";
import { createServer } from "node:net";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Outcome, Session } from "../transport.ts";
import type { HttpLimits } from "../http/client.ts";
import { createCloudApiTransport } from "./index.ts";
import { accepted, answer, graphError, startLoopbackGraph } from "./loopback-graph.ts";
import type { LoopbackGraph, Respond } from "./loopback-graph.ts";

const accessToken = "EAAWireTestToken00000000001";
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function start(respond: Respond, limits: Partial<HttpLimits> = {}) {
  const graph = await startLoopbackGraph(respond);
  stops.push(() => graph.stop());
  return { graph, session: await open(graph.origin, limits) };
}

async function open(origin: string, limits: Partial<HttpLimits> = {}, config = {}): Promise<Session> {
  const transport = createCloudApiTransport({ graphOrigins: new Set([origin]), limits });
  const account = {
    senderId: "snd_1",
    address: "+15550100000",
    config: { graph_url: origin, phone_number_id: "300000000000001", ...config },
    secrets: { access_token: accessToken },
  };
  const session = await transport.open(account, async () => {});
  stops.push(() => session.close());
  return session;
}

let sent = 0;

function send(session: Session, signal = AbortSignal.timeout(20_000)): Promise<Outcome> {
  const message = { type: "text", text: { body: "Hi" } } as const;
  return session.send({ to: "+14155550123", message, correlation: `msg_${++sent}.1` }, signal);
}

/** Waits until the server holds this many requests. */
function arrived(graph: LoopbackGraph, count: number): Promise<void> {
  return vi.waitFor(() => expect(graph.received).toHaveLength(count), { timeout: 10_000 });
}

const notSent = { kind: "later", error: { code: "connection_failed" }, counts: false };
const unknown = { kind: "unknown", error: { code: "outcome_unknown" } };

describe("a send over the wire", () => {
  test("carries the token in its header, and nowhere else", async () => {
    const { graph, session } = await start((_, response) => answer(response, 200, accepted("wamid.A")));
    expect(await send(session)).toEqual({ kind: "accepted", providerMessageId: "wamid.A" });
    const [request] = graph.received;
    expect(request?.path).toBe("/v25.0/300000000000001/messages");
    expect(request?.authorization).toBe(`Bearer ${accessToken}`);
    expect(JSON.stringify(request?.body)).not.toContain(accessToken);
  });

  test("keeps to its connections, and never puts two requests on one", async () => {
    const held: ServerResponse[] = [];
    const answerThree: Respond = (_, response) => {
      held.push(response);
      if (held.length < 3) return;
      for (const one of held.splice(0)) answer(one, 200, accepted("wamid.A"));
    };
    const { graph, session } = await start(answerThree, { connections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => send(session)));
    expect(graph.received).toHaveLength(30);
    expect(graph.peak()).toBe(3);
  });

  test("a refused connection did not take it", async () => {
    const graph = await startLoopbackGraph(() => {});
    await graph.stop();
    const outcome = await send(await open(graph.origin));
    expect(outcome).toMatchObject({ ...notSent, scope: "sender", afterMs: 2000 });
  });

  test("a server that speaks no TLS did not take it", async () => {
    const { graph } = await start(() => {});
    const outcome = await send(await open(graph.origin.replace("http:", "https:")));
    expect(outcome).toMatchObject(notSent);
    expect(graph.received).toEqual([]);
  });

  const hardMoments: Record<string, (response: ServerResponse) => void> = {
    "a reset before the answer": (response) => response.socket?.resetAndDestroy(),
    "an end before the answer": (response) => response.destroy(),
    "an answer cut off": (response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write('{"messages":[{"id":"wamid', () => response.destroy());
    },
    "an answer without an id": (response) => answer(response, 200, { messages: [] }),
    "an answer that is no JSON": (response) => answer(response, 200, "<html>welcome</html>"),
    "an answer without end": (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`"${"x".repeat(1_100_000)}"`);
    },
    "a proxy's timeout": (response) => answer(response, 504, "<html>504</html>"),
    "a proxy's doubt": (response) => answer(response, 408, ""),
  };

  test.each(Object.entries(hardMoments))("%s leaves it unknown", async (_, respond) => {
    const { session } = await start((_received, response) => respond(response));
    expect(await send(session)).toMatchObject(unknown);
  });

  test("no answer in time leaves it unknown", async () => {
    const { session } = await start(() => {}, { answerTimeoutMs: 100 });
    const outcome = await send(session);
    expect(outcome).toMatchObject(unknown);
    expect(outcome.kind === "unknown" && outcome.error.detail).toContain("UND_ERR_HEADERS_TIMEOUT");
  });

  test("a redirect is not followed", async () => {
    const { graph, session } = await start((_, response) => {
      answer(response, 307, "", { location: "/elsewhere" });
    });
    expect(await send(session)).toMatchObject({ kind: "later", error: { providerCode: "307" } });
    expect(graph.received).toHaveLength(1);
  });

  test("a pause the provider names is honoured, an hour at most", async () => {
    let asked = "7";
    const { session } = await start((_, response) => {
      answer(response, 400, graphError(130429), { "retry-after": asked });
    });
    expect(await send(session)).toMatchObject({ kind: "later", afterMs: 7000, counts: false });
    asked = "999999";
    expect(await send(session)).toMatchObject({ afterMs: 3_600_000 });
    asked = "tomorrow";
    expect(await send(session)).toMatchObject({ afterMs: 3000 });
  });

  test("a token the provider quotes is taken out", async () => {
    const { session } = await start((_, response) => {
      const message = `Malformed access token ${accessToken}; old EAAnotherTokenOfSomeone00001`;
      answer(response, 401, { error: { code: 190, message } });
    });
    expect(await send(session)).toMatchObject({
      kind: "later",
      scope: "sender",
      afterMs: null,
      error: {
        code: "provider_auth_failed",
        detail: "Malformed access token [token]; old [token]",
      },
    });
  });
});

describe("giving up", () => {
  test("while waiting for a connection: it did not leave, at once", async () => {
    const { graph, session } = await start(() => {}, { connections: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const sending = send(session, first.signal);
    await arrived(graph, 1);
    const waiting = send(session, second.signal);
    second.abort();
    expect(await waiting).toMatchObject({ ...notSent, scope: "message", afterMs: null });
    first.abort();
    expect(await sending).toMatchObject(unknown);
    // The waiting one never reaches the server, even when a connection is free again.
    void send(session);
    await arrived(graph, 2);
    expect(graph.received.map(({ body }) => body["biz_opaque_callback_data"])).not.toContain(
      `msg_${sent - 1}.1`,
    );
  });

  test("while connecting to a server that accepts nobody", async () => {
    // It takes the connection and never speaks TLS.
    const server = createServer(() => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    stops.push(async () => void server.close());
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const session = await open(`https://127.0.0.1:${port}`);
    const giveUp = new AbortController();
    const sending = send(session, giveUp.signal);
    await once(server, "connection");
    giveUp.abort();
    expect(await sending).toMatchObject(notSent);
  });

  test("closing the last session ends what is still waiting", async () => {
    const { graph, session } = await start(() => {});
    const sending = send(session);
    await arrived(graph, 1);
    await session.close();
    expect(await sending).toMatchObject(unknown);
  });
});

describe("configuration", () => {
  test.each([
    ["a Graph server nobody allowed", { graph_url: "http://169.254.169.254" }, "graph_url"],
    ["no address", { graph_url: "graph" }, "graph_url"],
    ["a version with a path", { version: "v25.0/../../me" }, "version"],
    ["a number with a path", { phone_number_id: "1/../2" }, "phone_number_id"],
    ["no number", { phone_number_id: undefined }, "phone_number_id"],
  ])("%s stops the sender until it is repaired", async (_, config, field) => {
    const session = await open("http://127.0.0.1:9", {}, config);
    const outcome = await send(session);
    expect(outcome).toMatchObject({
      kind: "later",
      scope: "sender",
      afterMs: null,
      counts: false,
      error: { code: "invalid_sender_config", detail: expect.stringContaining(field) },
    });
  });
});

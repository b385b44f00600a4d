// Files over the Cloud API: handed to Meta once, again when Meta has forgotten them, and fetched back for us.

import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createSimulator, type Simulator } from "@waypost/simulator";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { canFetchMedia, type OutgoingFiles, type Outcome, type Session } from "../transport.ts";
import { createCloudApiTransport, type CloudApiDeps } from "./index.ts";
import {
  answer,
  graphError,
  type LoopbackGraph,
  type Respond,
  startLoopbackGraph,
} from "./loopback-graph.ts";

const id = `med_${"a".repeat(32)}`;
const bytes = randomBytes(300_000);
const sha256 = createHash("sha256").update(bytes).digest("hex");

type Shelf = OutgoingFiles & { names: Map<string, string>; opened: number };

function shelf(more: Partial<OutgoingFiles> = {}): Shelf {
  const names = new Map<string, string>();
  const files: Shelf = {
    names,
    opened: 0,
    find: async (asked) =>
      asked === id
        ? {
            mimeType: "image/jpeg",
            sizeBytes: bytes.length,
            filename: 'pass "1".jpg',
            link: "https://waypost.test/media/x",
            open: async () => {
              files.opened += 1;
              return Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
            },
          }
        : null,
    providerId: async (asked) => names.get(asked) ?? null,
    keepProviderId: async (asked, provider) => {
      if (provider === null) names.delete(asked);
      else names.set(asked, provider.id);
    },
    ...more,
  };
  return files;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

type Account = { graph_url: string; phone_number_id: string; access_token: string; version?: string };

async function open(
  account: Account,
  files: OutgoingFiles,
  download?: CloudApiDeps["download"],
): Promise<Session> {
  const { access_token, ...config } = account;
  const graphOrigins = new Set([new URL(account.graph_url).origin]);
  const transport = createCloudApiTransport({
    graphOrigins,
    ...(download === undefined ? {} : { download }),
  });
  const session = await transport.open(
    { senderId: "snd_1", address: "+15550100000", config, secrets: { access_token }, files },
    async () => {},
  );
  closing.push(() => session.close());
  return session;
}

let sent = 0;
function send(session: Session, to = "+14155551301", media = id): Promise<Outcome> {
  const message = { type: "image", image: { id: media, caption: "Pass" } } as const;
  return session.send({ to, message, correlation: `msg_${++sent}.1` }, AbortSignal.timeout(15_000));
}

describe("against the simulator", () => {
  let simulator: Simulator;
  let url: string;
  beforeAll(async () => {
    simulator = createSimulator();
    url = (await simulator.start()).url;
  });
  afterAll(() => simulator.stop());

  const account = (): Account => simulator.config();
  const graph = async (path: string, init: RequestInit = {}) => {
    const { graph_url, version, access_token } = simulator.config();
    const headers = { authorization: `Bearer ${access_token}` };
    const response = await fetch(`${graph_url}/${version}/${path}`, { ...init, headers });
    return (await response.json()) as Record<string, unknown>;
  };

  test("many messages at once share one upload, of the very bytes", async () => {
    const files = shelf();
    const session = await open(account(), files);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(session, `+141555514${n + 10}`)),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    expect(files.opened).toBe(1);
    expect(await graph(files.names.get(id) ?? "")).toMatchObject({
      sha256,
      mime_type: "image/jpeg",
      file_size: bytes.length,
    });
  });

  test("one that Meta no longer knows is handed over again, once, and the message goes once", async () => {
    const files = shelf();
    const session = await open(account(), files);
    await send(session);
    const first = files.names.get(id) ?? "";
    await graph(first, { method: "DELETE" });
    const to = "+14155551331";
    expect(await send(session, to)).toMatchObject({ kind: "accepted" });
    expect(files.opened).toBe(2);
    expect(files.names.get(id)).not.toBe(first);
    const ledger = await fetch(`${url}/_sim/ledger?to=${to.slice(1)}`);
    expect(((await ledger.json()) as { data: unknown[] }).data.length).toBeLessThanOrEqual(1);
  });

  test("one of ours that is gone refuses the message, and Meta hears of nothing", async () => {
    const session = await open(account(), shelf());
    expect(await send(session, "+14155551332", `med_${"b".repeat(32)}`)).toMatchObject({
      kind: "refused",
      error: { code: "media_not_found" },
    });
  });

  test("Meta's own ids go as they are", async () => {
    const files = shelf();
    const session = await open(account(), files);
    await send(session);
    expect(await send(session, "+14155551333", files.names.get(id) ?? "")).toMatchObject({
      kind: "accepted",
    });
    expect(files.opened).toBe(1);
  });

  test("a person's file is fetched by its id, until Meta has it no more", async () => {
    const files = shelf();
    const fetched: string[] = [];
    const download: CloudApiDeps["download"] = {
      bytesMax: 1_000_000,
      fetch: async (address, headers, signal) => {
        fetched.push(address);
        const response = await fetch(address, { headers, signal });
        if (!response.ok || !response.body) throw new Error(String(response.status));
        return { stream: Readable.fromWeb(response.body), contentType: null };
      },
    };
    const session = await open(account(), files, download);
    await send(session);
    const metaId = files.names.get(id) ?? "";
    if (!canFetchMedia(session)) throw new Error("it can");
    const found = await session.fetchMedia(metaId, AbortSignal.timeout(5_000));
    expect(found).toMatchObject({ kind: "found", mimeType: "image/jpeg", sizeBytes: bytes.length });
    expect(found.kind === "found" && (await buffer(found.stream)).equals(bytes)).toBe(true);
    expect(fetched[0]).toMatch(/\/media\/attachments\?/);
    await graph(metaId, { method: "DELETE" });
    expect(await session.fetchMedia(metaId, AbortSignal.timeout(5_000))).toEqual({ kind: "gone" });
    expect(await session.fetchMedia("../me", AbortSignal.timeout(5_000))).toEqual({ kind: "gone" });
  });
});

describe("on a bad day", () => {
  const uploads = (graph: LoopbackGraph): number =>
    graph.received.filter(({ path }) => path.endsWith("/media")).length;

  async function start(respond: Respond): Promise<{ graph: LoopbackGraph; account: Account }> {
    const graph = await startLoopbackGraph(respond);
    closing.push(() => graph.stop());
    const account = { graph_url: graph.origin, phone_number_id: "300000000000001", access_token: "EAAtoken" };
    return { graph, account };
  }

  test("an upload Meta refuses is the message's error, and no message leaves", async () => {
    const { graph, account } = await start((_, response) => answer(response, 400, graphError(131053)));
    const session = await open(account, shelf());
    expect(await send(session)).toMatchObject({ kind: "refused", error: { code: "media_rejected" } });
    expect(graph.received).toHaveLength(1);
  });

  test("an upload whose answer is lost is no doubt about the message: it goes later", async () => {
    const { account } = await start((_, response) => void response.destroy());
    const session = await open(account, shelf());
    expect(await send(session)).toMatchObject({ kind: "later", error: { code: "connection_failed" } });
  });

  test("a store that is away makes it wait", async () => {
    const { account } = await start(() => {});
    const session = await open(account, shelf({ find: () => Promise.reject(new Error("EIO")) }));
    expect(await send(session)).toMatchObject({ kind: "later", error: { code: "media_store_unavailable" } });
  });

  test("a slow upload outlives the send that began it, and the next one finds it done", async () => {
    let finish = (): void => undefined;
    const { graph, account } = await start(({ path }, response) => {
      if (!path.endsWith("/media")) return answer(response, 200, { messages: [{ id: "wamid.A" }] });
      finish = () => answer(response, 200, { id: "7000" });
    });
    const files = shelf();
    const session = await open(account, files);
    const giveUp = new AbortController();
    const message = { type: "image", image: { id } } as const;
    const first = session.send({ to: "+14155551301", message, correlation: "msg_a.1" }, giveUp.signal);
    await vi.waitFor(() => expect(uploads(graph)).toBe(1));
    giveUp.abort();
    expect(await first).toMatchObject({ kind: "later", counts: false });
    finish();
    await vi.waitFor(() => expect(files.names.get(id)).toBe("7000"));
    expect(await send(session)).toEqual({ kind: "accepted", providerMessageId: "wamid.A" });
    expect(uploads(graph)).toBe(1);
  });

  test("a refusal that has to do with something else is not repeated for ever", async () => {
    const { graph, account } = await start(({ path }, response) =>
      path.endsWith("/media")
        ? answer(response, 200, { id: "7000" })
        : answer(response, 400, graphError(100)),
    );
    const files = shelf();
    files.names.set(id, "6000");
    const session = await open(account, files);
    expect(await send(session)).toMatchObject({ kind: "refused", error: { providerCode: "100" } });
    expect(graph.received).toHaveLength(3);
    expect(files.opened).toBe(1);
  });

  test("an address that is not Meta's does not hear our token", async () => {
    const { account } = await start((_, response) =>
      answer(response, 200, { url: "https://attacker.example/a", mime_type: "image/png", file_size: "3" }),
    );
    const fetch = vi.fn<NonNullable<CloudApiDeps["download"]>["fetch"]>();
    const session = await open(account, shelf(), { fetch, bytesMax: 1_000 });
    if (!canFetchMedia(session)) throw new Error("it can");
    expect(await session.fetchMedia("7000", AbortSignal.timeout(5_000))).toEqual({ kind: "unavailable" });
    expect(fetch).not.toHaveBeenCalled();
  });
});

// People's files: fetched by whoever holds their sender, kept once, tried again, and refused when they could do harm.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createHarness, type Harness, type Lane, newId } from "../../messaging/harness.ts";
import type { FetchedFile, MediaFetch, Session } from "../../transports/transport.ts";
import { openMediaStore } from "../bytes/open.ts";
import type { MediaStore } from "../bytes/port.ts";
import { exe, jpeg, pdf } from "../testing/samples.ts";
import type { HeardMessage } from "./inbound-file.ts";
import { createInboundFiles, type InboundFiles } from "./inbound-files.ts";
import { enqueueInboundFiles } from "./inbound-store.ts";

let database: Harness;
let store: MediaStore;
let dataDir: string;
let lane: Lane;
const loops: InboundFiles[] = [];
beforeAll(async () => {
  database = await createHarness();
  dataDir = await mkdtemp(join(tmpdir(), "waypost media "));
  store = await openMediaStore({ address: null, dataDir });
});
afterAll(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});
beforeEach(async () => {
  lane = await database.tenant();
});
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

const found = (bytes: Buffer, mimeType: string | null = null): FetchedFile => ({
  kind: "found",
  stream: Readable.from([bytes]),
  mimeType,
  sizeBytes: bytes.length,
});

type Fetch = MediaFetch["fetchMedia"];
type Started = { loop: InboundFiles; errors: Error[]; sessions: number; closed: number };

/** A process that holds these shards; `fetch` is what its sessions' provider answers. */
function start(fetch: Fetch, shards = [lane.shard]): Started {
  const started: Started = {
    loop: { nudge: () => {}, stop: async () => {} },
    errors: [],
    sessions: 0,
    closed: 0,
  };
  const session: Session & MediaFetch = {
    send: async () => Promise.reject(new Error("nothing is sent here")),
    close: async () => void (started.closed += 1),
    fetchMedia: fetch,
  };
  started.loop = createInboundFiles({
    db: database.engine,
    store,
    shards: () => shards,
    session: async () => {
      started.sessions += 1;
      return session;
    },
    newId,
    now: () => new Date(),
    onError: (error) => void started.errors.push(error),
  });
  loops.push(started.loop);
  return started;
}

function heard(id: string, body: Record<string, unknown> = { image: { id: `file-${id}` } }): HeardMessage {
  const [type = "image"] = Object.keys(body);
  return { tenant_id: lane.tenantId, sender_id: lane.senderId, provider_message_id: id, type, body };
}

async function enqueue(...messages: HeardMessage[]): Promise<void> {
  await database.engine.transaction((tx) => enqueueInboundFiles(tx, messages));
}

type Row = { state: string; problem: string | null; attempts: number; due_at: Date; media_id: string | null };

async function fileOf(id: string): Promise<Row | undefined> {
  const { rows } = await database.engine.query<Row>(
    "select * from inbound_file where tenant_id = $1 and provider_message_id = $2",
    [lane.tenantId, id],
  );
  return rows[0];
}

async function reaches(id: string, state: string): Promise<Row> {
  return vi.waitFor(async () => {
    const row = await fileOf(id);
    expect(row?.state).toBe(state);
    return row as Row;
  });
}

describe("a person's file", () => {
  test("is fetched and kept with its message, as its message calls it", async () => {
    const asked: string[] = [];
    const started = start(async (id) => {
      asked.push(id);
      return found(pdf, "application/pdf; x=y");
    });
    await enqueue(heard("m1", { document: { id: "file-1", filename: "../bill\u202e.pdf" } }));
    started.loop.nudge();
    await reaches("m1", "stored");
    await vi.waitFor(() => expect(started.closed).toBe(1));
    expect([asked, started.sessions]).toEqual([["file-1"], 1]);
    const { rows } = await database.engine.query<Record<string, unknown>>(
      `select m.*, encode(m.sha256, 'hex') as hash, m.expires_at - m.created_at > interval '89 days' as stays
       from media m join inbound_file f on f.tenant_id = m.tenant_id and f.media_id = m.id
       where m.tenant_id = $1`,
      [lane.tenantId],
    );
    expect(rows).toMatchObject([
      {
        origin: "inbound",
        mode: "test",
        kind: "document",
        mime_type: "application/pdf",
        declared_type: "application/pdf",
        filename: "bill.pdf",
        stays: true,
      },
    ]);
    const stream = await store.open({ tenantId: lane.tenantId, sha256: String(rows[0]?.["hash"]) });
    expect(stream && (await buffer(stream))).toEqual(pdf);
    expect(await readdir(store.stagingDir)).toEqual([]);
  });

  test("told twice is fetched once", async () => {
    const fetch = vi.fn<Fetch>(async () => found(jpeg("told twice")));
    const { loop } = start(fetch);
    await enqueue(heard("m2"), heard("m2"));
    await enqueue(heard("m2"));
    loop.nudge();
    await reaches("m2", "stored");
    await enqueue(heard("m2"));
    loop.nudge();
    await enqueue(heard("m2b"));
    loop.nudge();
    await reaches("m2b", "stored");
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test("of another process's sender is left to it", async () => {
    const other = start(async () => Promise.reject(new Error("not ours")), [lane.shard + 1]);
    await enqueue(heard("m3"));
    other.loop.nudge();
    const ours = start(async () => found(jpeg("ours")));
    ours.loop.nudge();
    await reaches("m3", "stored");
    expect([other.sessions, ours.sessions]).toEqual([0, 1]);
  });

  test("that two processes see is fetched by one of them", async () => {
    const fetch = vi.fn<Fetch>(async () => found(jpeg("one of them")));
    const both = [start(fetch), start(fetch)];
    const ids = Array.from({ length: 20 }, (_, n) => `many-${n}`);
    await enqueue(...ids.map((id) => heard(id)));
    for (const { loop } of both) loop.nudge();
    for (const id of ids) await reaches(id, "stored");
    expect(fetch).toHaveBeenCalledTimes(20);
  });

  test.each([
    ["the provider has it no more", async (): Promise<FetchedFile> => ({ kind: "gone" }), "gone", null],
    [
      "it is too large",
      async (): Promise<FetchedFile> => ({ kind: "too_large" }),
      "refused",
      "media_too_large",
    ],
    ["it is a program", async () => found(exe, "image/jpeg"), "refused", "media_unsafe"],
  ])("is given up when %s", async (_why, fetch, state, problem) => {
    const { loop } = start(fetch);
    await enqueue(heard("m4"));
    await database.engine.query("update inbound_file set attempts = 2 where tenant_id = $1", [lane.tenantId]);
    loop.nudge();
    expect(await reaches("m4", state)).toMatchObject({ problem, media_id: null });
  });

  test("that breaks off, or cannot be had now, is tried again a little later", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from("%PDF");
        throw new Error("the line broke");
      })(),
    );
    const answers: FetchedFile[] = [
      { kind: "unavailable" },
      { kind: "found", stream: broken, mimeType: null, sizeBytes: 4 },
      found(pdf),
    ];
    const { loop, errors } = start(async () => answers.shift() ?? { kind: "gone" });
    await enqueue(heard("m5"));
    for (const attempts of [1, 2]) {
      loop.nudge();
      await vi.waitFor(async () => {
        const row = await fileOf("m5");
        // Put off by some seconds, no longer ours for ten minutes.
        const waitMs = (row?.due_at.getTime() ?? 0) - Date.now();
        expect([row?.attempts, row?.state, waitMs < 60_000]).toEqual([attempts, "waiting", true]);
      });
      await database.engine.query("update inbound_file set due_at = now() where tenant_id = $1", [
        lane.tenantId,
      ]);
    }
    loop.nudge();
    expect(await reaches("m5", "stored")).toMatchObject({ attempts: 3 });
    expect(errors.map(({ message }) => message)).toEqual(["the line broke"]);
    expect(await readdir(store.stagingDir)).toEqual([]);
  });

  test("asked for before its session has remembered the message is not gone yet", async () => {
    const answers: FetchedFile[] = [{ kind: "gone" }, found(jpeg("a moment later"))];
    const { loop } = start(async () => answers.shift() ?? { kind: "gone" });
    await enqueue(heard("m5b"));
    loop.nudge();
    await vi.waitFor(async () =>
      expect(await fileOf("m5b")).toMatchObject({ attempts: 1, state: "waiting" }),
    );
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    await vi.waitFor(async () => {
      const due =
        "update inbound_file set due_at = now() where tenant_id = $1 and due_at < now() + interval '1 min'";
      expect((await database.engine.query(due, [lane.tenantId])).rowCount).toBe(1);
    });
    loop.nudge();
    await reaches("m5b", "stored");
  });

  test("that nobody could give for a week is gone", async () => {
    const { loop } = start(async () => ({ kind: "unavailable" }));
    await enqueue(heard("m6"));
    await database.engine.query(
      "update inbound_file set heard_at = now() - interval '8 days', attempts = 100 where tenant_id = $1",
      [lane.tenantId],
    );
    loop.nudge();
    await reaches("m6", "gone");
  });

  test("whose fetch is called off with its process is the next one's", async () => {
    const called = Promise.withResolvers<void>();
    const dying = start(async (_id, signal) => {
      called.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return { kind: "unavailable" };
    });
    await enqueue(heard("m7"));
    dying.loop.nudge();
    await called.promise;
    await dying.loop.stop();
    await database.engine.query("update inbound_file set due_at = now() where tenant_id = $1", [
      lane.tenantId,
    ]);
    start(async () => found(jpeg("next"))).loop.nudge();
    await reaches("m7", "stored");
  });

  test("is found by its message until it is deleted", async () => {
    const { loop } = start(async () => found(jpeg("link")));
    await enqueue(heard("m8"));
    loop.nudge();
    const { media_id } = await reaches("m8", "stored");
    expect(media_id).not.toBeNull();
    await database.engine.query("delete from media where tenant_id = $1", [lane.tenantId]);
    expect((await fileOf("m8"))?.media_id).toBeNull();
  });
});

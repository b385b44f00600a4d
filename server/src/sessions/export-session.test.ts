// A session moves to another installation: ended here, sealed into a file, opened there whole or not at all.

import { randomUUID } from "node:crypto";
import { createParser, sessionExport, sessionResource } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ask, type Answer, createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import { parseId } from "../kernel/ids.ts";
import {
  createSenderFinder,
  readSenderWithKeys,
  senderRoutes,
  type SenderWithKeys,
} from "../senders/index.ts";
import type { SessionState } from "../transports/transport.ts";
import { createWhatsAppWebTransport } from "../transports/whatsapp-web/index.ts";
import { library, sealSession } from "./export-file.ts";
import { leftBehind } from "./export-session.ts";
import { readShardHolder } from "./export-store.ts";
import { createSessionMemory } from "./memory.ts";
import { sessionRoutes } from "./routes.ts";
import { sessionsOf } from "./sessions-of.ts";
import { layToRest, readSession, writeAddress } from "./store.ts";

let house: Harness;
let ours: Party;
let theirs: Party;
const passphrase = "correct horse battery";

type Party = { tenant: Tenant; key: string };

beforeAll(async () => {
  house = await createHarness(({ app, engine, vault }) => {
    const finder = createSenderFinder({ db: app, now: Date.now });
    const shared = { vault, newId, finder };
    return [
      ...senderRoutes({ ...shared, clock: () => new Date(), sandboxConfig: async () => null, sessionsOf }),
      ...sessionRoutes({
        ...shared,
        db: app,
        now: () => new Date(),
        whenAnswered: async () => undefined,
        isHeld: async (shard) => (await readShardHolder(engine, [String(shard)]))[0]?.held === true,
      }),
    ];
  });
  [ours, theirs] = await Promise.all([party(), party()]);
});
afterAll(() => house.close());

async function party(): Promise<Party> {
  const tenant = await house.tenant();
  return { tenant, key: (await tenant.key("live")).text };
}

/** A new sender over WhatsApp Web. */
async function sender(of: Party, mode: "live" | "test" = "live"): Promise<SenderWithKeys & { path: string }> {
  const key = mode === "live" ? of.key : (await of.tenant.key("test")).text;
  const { body } = await ask(house, key, "POST /v1/senders", {
    body: { name: "Desk", transport: "whatsapp_web" },
  });
  const shown = String(body["id"]);
  const row = await read(of, mode, parseId("snd", shown) ?? "");
  return { ...row, path: `/v1/senders/${shown}/session` };
}

async function read(of: Party, mode: "live" | "test", id: string): Promise<SenderWithKeys> {
  const [row] = await house.engine.transaction((tx) => readSenderWithKeys(tx, [of.tenant.id, mode, id]));
  if (row === undefined) throw new Error("a sender that was just made");
  return row;
}

type Row = [type: string, id: string, text: string];
const keys: Row[] = [
  ["creds", "main", "a private key"],
  ["sent", "new", "a message"],
  ["session", "14155550199.0", "a ratchet"],
];
let numbers = 0;

/** Linked to a number nobody else has, as a phone would leave it behind: connected, or at rest. */
async function link(one: SenderWithKeys, rows: readonly Row[] = keys, state: SessionState = "stopped") {
  numbers += 1;
  const address = `+1555020${String(numbers).padStart(4, "0")}`;
  await writeAddress(house.engine, [one.tenant_id, one.id, address]);
  const fence = await hold(one.shard);
  const wanted = state === "stopped" ? "stopped" : "running";
  await house.engine.query(
    "insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, $3, $4)",
    [one.tenant_id, one.id, wanted, state],
  );
  await memoryOf(one, fence).write(rows.map(([type, id, text]) => ({ type, id, value: Buffer.from(text) })));
  return { address, fence };
}

type Fence = { epoch: string; node: string };

/** Some process holds the shard. */
async function hold(shard: number): Promise<Fence> {
  const node = randomUUID();
  await house.engine.query("insert into node values ($1, 'h', now() + interval '1 hour')", [node]);
  const { rows } = await house.engine.query(
    "update unit set owner = $1, epoch = epoch + 1 where id = $2 returning epoch::text",
    [node, `shard-${shard}`],
  );
  return { node, epoch: String(rows[0]?.epoch) };
}

function memoryOf(one: SenderWithKeys, fence: Fence | null) {
  const owner = {
    tenantId: one.tenant_id,
    senderId: one.id,
    shard: one.shard,
    dataKeys: async () => one.data_key,
  };
  return createSessionMemory({ db: house.engine, vault: house.vault, fence: () => fence }, owner);
}

async function remembered(one: SenderWithKeys): Promise<Row[]> {
  const { rows } = await house.engine.query(
    "select type, id from session_memory where sender_id = $1 order by type, id",
    [one.id],
  );
  const found: Row[] = [];
  for (const { type, id } of rows) {
    const value = (await memoryOf(one, null).read(type, [id])).get(id);
    found.push([type, id, Buffer.from(value ?? []).toString()]);
  }
  return found;
}

async function exported(one: { path: string }): Promise<string> {
  const { status, body } = await ask(house, ours.key, `POST ${one.path}/export`, { body: { passphrase } });
  expect(status, JSON.stringify(body)).toBe(200);
  return String(body["file"]);
}

function bring(of: Party, one: { path: string }, file: string, words = passphrase): Promise<Answer> {
  return ask(house, of.key, `POST ${one.path}/import`, { body: { file, passphrase: words } });
}

describe("moving a session", () => {
  test("brings its keys to another tenant, sealed for that place, and its number with them", async () => {
    const [from, to] = [await sender(ours), await sender(theirs)];
    const { address } = await link(from);
    const answer = await ask(house, ours.key, `POST ${from.path}/export`, { body: { passphrase } });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(createParser(sessionExport)(answer.body)).toMatchObject({ ok: true });
    expect(answer.body).toMatchObject({ address });

    const imported = await bring(theirs, to, String(answer.body["file"]));
    expect(imported.status).toBe(200);
    expect(createParser(sessionResource)(imported.body)).toMatchObject({ ok: true });
    expect(imported.body).toMatchObject({ state: "stopped", reason: "imported" });
    expect(await remembered(to)).toEqual(keys);
    expect((await read(theirs, "live", to.id)).address).toBe(address);
  });

  test("leaves the old sender at rest, saying where its link has gone", async () => {
    const from = await sender(ours);
    await link(from);
    await exported(from);
    const { body } = await ask(house, ours.key, `GET ${from.path}`);
    expect(body).toMatchObject({ state: "stopped", reason: "moved_elsewhere" });
    expect(body["advice"]).toMatchObject({ meaning: expect.stringContaining("another installation") });
  });

  test("can be asked for again, as an answer may be lost on its way", async () => {
    const [from, to] = [await sender(ours), await sender(theirs)];
    await link(from);
    await exported(from);
    expect((await bring(theirs, to, await exported(from))).status).toBe(200);
  });

  test("can be repeated at its other end, until the session is started there", async () => {
    const [from, to] = [await sender(ours), await sender(theirs)];
    await link(from);
    const file = await exported(from);
    const answers = [await bring(theirs, to, file), await bring(theirs, to, file)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await house.engine.query("update session set reason = null where sender_id = $1", [to.id]);
    expect((await bring(theirs, to, file)).status).toBe(409);
  });

  test("can be undone: what comes back replaces what was left", async () => {
    const from = await sender(ours);
    const { fence } = await link(from);
    const file = await exported(from);
    await memoryOf(from, fence).write([{ type: "session", id: "stale", value: Buffer.from("x") }]);
    expect((await bring(ours, from, file)).status).toBe(200);
    expect(await remembered(from)).toEqual(keys);
  });

  test("takes the messages of a day along, and nothing else that only ages", async () => {
    const [from, to] = [await sender(ours), await sender(theirs)];
    await link(from, [...keys, ["sent", "old", "x"], ["heard", "1", "x"], ["choices", "1", "x"]]);
    await house.engine.query(
      "update session_memory set written_at = now() - interval '25 hours' where id = 'old'",
    );
    await bring(theirs, to, await exported(from));
    expect(await remembered(to)).toEqual(keys);
    const { memoryLifetimes = {} } = createWhatsAppWebTransport({
      production: true,
      fetchMedia: () => Promise.reject(new Error("nobody fetches")),
      log: () => undefined,
    });
    expect(Object.keys(memoryLifetimes).toSorted()).toEqual([...leftBehind, "sent"].toSorted());
  });

  test("carries more than other requests may", async () => {
    const [from, to] = [await sender(ours), await sender(theirs)];
    const text = Array.from({ length: 60_000 }, () => randomUUID()).join("");
    await link(from, [...keys, ["session", "large", text]]);
    const file = await exported(from);
    expect(file.length).toBeGreaterThan(1024 * 1024);
    expect((await bring(theirs, to, file)).status).toBe(200);
    expect((await remembered(to)).find(([, id]) => id === "large")?.[2]).toBe(text);
  });
});

describe("an export", () => {
  test("ends an open session first, and reads it only when its holder has let go", async () => {
    const from = await sender(ours);
    const { fence } = await link(from, keys, "connected");
    const answered = ask(house, ours.key, `POST ${from.path}/export`, { body: { passphrase } });
    const stateOf = async () => (await readSession(house.engine, [from.tenant_id, from.id]))[0];
    await vi.waitFor(async () => expect((await stateOf())?.wanted).toBe("stopped"));
    // What the holder writes last is in the file.
    await memoryOf(from, fence).write([{ type: "session", id: "last", value: Buffer.from("a last step") }]);
    expect((await stateOf())?.state).toBe("connected");
    const { shard, tenant_id: tenantId, id } = from;
    await layToRest(house.engine, [[shard], [fence.epoch], [fence.node], [tenantId], [id]]);
    const { status, body } = await answered;
    expect(status).toBe(200);
    const to = await sender(theirs);
    await bring(theirs, to, String(body["file"]));
    expect(await remembered(to)).toContainEqual(["session", "last", "a last step"]);
    expect((await stateOf())?.reason).toBe("moved_elsewhere");
  });

  test("takes a session whose holder has died as it is", async () => {
    const from = await sender(ours);
    const { fence } = await link(from, keys, "connected");
    await house.engine.query("delete from node where id = $1", [fence.node]);
    await exported(from);
    const [row] = await readSession(house.engine, [from.tenant_id, from.id]);
    expect(row).toMatchObject({ wanted: "stopped", state: "stopped", reason: "moved_elsewhere" });
  });

  test("of a sender that is not linked has nothing to give, and changes nothing", async () => {
    const from = await sender(ours);
    const { status, body } = await ask(house, ours.key, `POST ${from.path}/export`, { body: { passphrase } });
    expect([status, body["code"]]).toEqual([409, "session_wrong_state"]);
    expect(await readSession(house.engine, [from.tenant_id, from.id])).toEqual([]);
  });

  test("of a session that waits for its phone is refused, and it goes on waiting", async () => {
    const from = await sender(ours);
    await link(from, [["pre-key", "1", "x"]], "pairing");
    const { status, body } = await ask(house, ours.key, `POST ${from.path}/export`, { body: { passphrase } });
    expect([status, body["code"]]).toEqual([409, "session_wrong_state"]);
    const [row] = await readSession(house.engine, [from.tenant_id, from.id]);
    expect(row).toMatchObject({ wanted: "running", state: "pairing" });
  });

  test("needs a scope that keys are not given by themselves", async () => {
    const from = await sender(ours);
    await link(from);
    const { text } = await ours.tenant.key("live", { scopes: ["senders:read", "senders:write"] });
    const { status, body } = await ask(house, text, `POST ${from.path}/export`, { body: { passphrase } });
    expect([status, body["code"]]).toEqual([403, "insufficient_scope"]);
  });

  test("of another tenant's sender answers as if there were none", async () => {
    const from = await sender(ours);
    await link(from);
    const { status, body } = await ask(house, theirs.key, `POST ${from.path}/export`, {
      body: { passphrase },
    });
    expect([status, body["code"]]).toEqual([404, "not_found"]);
  });

  test("wants a passphrase worth the name", async () => {
    const from = await sender(ours);
    const { status, body } = await ask(house, ours.key, `POST ${from.path}/export`, {
      body: { passphrase: "secret" },
    });
    expect([status, body["code"]]).toEqual([400, "invalid_request"]);
  });
});

describe("an import", () => {
  let file: string;
  let address: string;
  beforeAll(async () => {
    const from = await sender(ours);
    ({ address } = await link(from));
    file = await exported(from);
  });

  const refusal = async (answered: Promise<Answer>): Promise<[number, unknown]> => {
    const { status, body } = await answered;
    return [status, body["code"]];
  };

  test("under a wrong passphrase changes nothing", async () => {
    const to = await sender(theirs);
    expect(await refusal(bring(theirs, to, file, "correct horse batterY"))).toEqual([
      422,
      "session_file_unreadable",
    ]);
    expect(await remembered(to)).toEqual([]);
    expect((await read(theirs, "live", to.id)).address).toBeNull();
  });

  test("of a file that holds no link, or one of another version, is refused", async () => {
    const to = await sender(theirs);
    const about = { address, mode: "live", exportedAt: new Date().toISOString() } as const;
    const empty = await sealSession({ ...about, library, rows: [] }, passphrase);
    expect(await refusal(bring(theirs, to, empty.toString("base64")))).toEqual([
      422,
      "session_file_unreadable",
    ]);
    const other = await sealSession({ ...about, library: "baileys 6.0.0", rows: [] }, passphrase);
    expect(await refusal(bring(theirs, to, other.toString("base64")))).toEqual([422, "session_file_version"]);
  });

  test("onto a tenant that has the number already is refused", async () => {
    expect(await refusal(bring(ours, await sender(ours), file))).toEqual([409, "sender_in_use"]);
  });

  test("onto a sender that is linked, or has had another number, is refused", async () => {
    const linked = await sender(theirs);
    await link(linked);
    expect(await refusal(bring(theirs, linked, file))).toEqual([409, "session_wrong_state"]);
    const other = await sender(theirs);
    await writeAddress(house.engine, [other.tenant_id, other.id, "+15550209999"]);
    expect(await refusal(bring(theirs, other, file))).toEqual([409, "session_wrong_state"]);
  });

  test("onto a session that waits for its phone is refused", async () => {
    const to = await sender(theirs);
    await hold(to.shard);
    await ask(house, theirs.key, `POST ${to.path}/start`);
    expect(await refusal(bring(theirs, to, file))).toEqual([409, "session_wrong_state"]);
    expect(await remembered(to)).toEqual([]);
  });

  test("of a live session onto a sender of the sandbox is refused", async () => {
    const to = await sender(theirs, "test");
    const key = (await theirs.tenant.key("test")).text;
    expect(await refusal(bring({ ...theirs, key }, to, file))).toEqual([403, "mode_mismatch"]);
  });

  test("by two at once makes one sender of the number", async () => {
    const to = [await sender(theirs), await sender(theirs)];
    const answers = await Promise.all(to.map((each) => bring(theirs, each, file)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

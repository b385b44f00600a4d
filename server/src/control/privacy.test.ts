// A person who is erased is nowhere any more: not in a row, a file or a line of the log, whatever still comes in.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import { extract } from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../http/harness.ts";
import { canonicalJson } from "../kernel/fingerprint.ts";
import type { PersonalData } from "../kernel/personal-data.ts";
import { verifySignature } from "../kernel/signing.ts";
import { rooms } from "./privacy.ts";
import { openPrivacyHouse, asked, type PrivacyHouse, searchEverything } from "./testing/privacy-house.ts";
import {
  inboundText,
  needles,
  neighbour,
  phone,
  secret,
  statusOf,
  tellEverything,
  type Told,
  uuidIn,
  wamid,
  words,
} from "./testing/told-person.ts";

let place: PrivacyHouse;
let told: Told;
const digits = phone.slice(1);

beforeAll(async () => {
  place = await openPrivacyHouse();
  told = await tellEverything(place);
});
afterAll(() => place.close());

const read = (id: unknown) =>
  asked(place, told.key, `GET /v1/privacy/requests/${String(id)}`, { status: 200 });

async function request(body: object): Promise<string> {
  const made = await asked(place, told.key, "POST /v1/privacy/requests", {
    status: 202,
    headers: { "idempotency-key": `request-${JSON.stringify(body).length}-${Math.random()}` },
    body: { reason: "person_asked", ...body },
  });
  return String(made["id"]);
}

/** As if nobody had been about to keep the same bytes for an hour. */
const anHourLater = () => place.owner("update media_blob set look_at = now()");

const everywhere = [
  "attempt",
  "chat",
  "client_reference",
  "cohort_person",
  "consent_event",
  "contact",
  "contact_alias",
  "entry_point",
  "evidence",
  "idempotency_key",
  "inbound_file",
  "inbound_message",
  "initiated_chat",
  "lane_entry",
  "marketing_rest",
  "media",
  "media/*",
  "message",
  "parked_status",
  "session_memory",
  "session_request",
  "suppression",
  "webhook_in",
];

const search = async (): Promise<string[]> =>
  (await searchEverything(place, needles)).map((found) => found.replace(/^media\/.+/, "media/*"));

describe("a person of whom everything is known", () => {
  test("is found by the search wherever they were put, so it can fail", async () => {
    expect(await search()).toEqual(everywhere);
  });

  test("gets everything in one file, which is sealed where it lies", async () => {
    const id = await request({ phone, kind: "export" });
    expect(await read(id)).toMatchObject({ state: "waiting", download: null });
    await place.work();
    const done = await read(id);
    expect(done).toMatchObject({ state: "done", problem: null, counts: { contacts: 1, messages: 4 } });
    const { url } = done["download"] as { url: string };
    const members = await untar(await fetch(url.replace("https://waypost.example", place.url)));
    const { files } = JSON.parse(String(members.get("manifest.json"))) as { files: Member[] };
    for (const { path, sha256 } of files) {
      expect([path, createHash("sha256").update(members.get(path)!).digest("hex")]).toEqual([path, sha256]);
    }
    const text = [...members.values()].join("\n");
    for (const word of Object.values(words).filter((each) => each !== words.wording))
      expect(text).toContain(word);
    expect(text).not.toContain(neighbour);
    expect(text).toContain("2026-11-16");
    expect([...members.keys()]).toContain("index.html");
    // What lies in the store shows nothing of it: the search finds it where it was before and nowhere else.
    expect(await search()).toEqual(everywhere);
  });

  test("is exported to their own tenant only, by an address that ends", async () => {
    const id = await request({ phone, kind: "export" });
    await place.work();
    const { url } = (await read(id))["download"] as { url: string };
    const other = await place.tenant();
    for (const path of [id, `${id}/archive`]) {
      const answer = await ask(place, other.key, `GET /v1/privacy/requests/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    const own = url.replace("https://waypost.example", place.url);
    const at = own.length - 60;
    const changed = own.slice(0, at) + (own[at] === "A" ? "B" : "A") + own.slice(at + 1);
    expect((await fetch(changed)).status).toBe(404);
    expect((await fetch(own)).status).toBe(200);
    const uuid = uuidIn(id);
    const [before] = await place.owner("select archive_sha256 from privacy_request where id = $1", [uuid]);
    expect(before!["archive_sha256"]).not.toBeNull();
    await place.owner("update privacy_request set archive_ends_at = now() where id = $1", [uuid]);
    await place.work();
    expect((await read(id))["download"]).toBeNull();
    expect((await fetch(own)).status).toBe(404);
  });

  test("has their consent as a pack with hashes and a signature", async () => {
    const path = `GET /v1/consents/evidence?phone=${encodeURIComponent(phone)}`;
    const pack = (await asked(place, told.key, path, { status: 200 })) as Pack;
    expect(pack.statement.events.map(({ state, source, language }) => [state, source, language])).toEqual([
      ["granted", "api", "en-IN"],
      ["withdrawn", "keyword", null],
      ["withdrawn", "api", null],
    ]);
    expect(pack.statement.in_force).toMatchObject([
      { purpose: "marketing", lane: "own", state: "withdrawn" },
    ]);
    const bytes = Buffer.from(canonicalJson(pack.statement));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(pack.sha256);
    expect(verifySignature(pack.public_key, bytes, Buffer.from(pack.signature, "base64"))).toBe(true);
    expect(
      verifySignature(pack.public_key, Buffer.from("other"), Buffer.from(pack.signature, "base64")),
    ).toBe(false);
  });

  test("is not erased while a court may ask for them", async () => {
    await place.owner(
      `insert into legal_hold (tenant_id, id, phone, reason, placed_by) values ($1, $2, $3, 'a suit', 'usr_1')`,
      [told.tenantId, uuidIn("con_00000000000070008000000000000001"), phone],
    );
    const id = await request({ phone, kind: "erase" });
    await place.work();
    expect(await read(id)).toMatchObject({
      state: "working",
      waits_for: "a legal hold to be lifted",
      counts: {},
    });
    expect(await search()).toEqual([...everywhere, "legal_hold"].toSorted());
    await place.owner("update legal_hold set lifted_at = now()");
  });

  test("is gone when they are erased, however often the work is killed", async () => {
    await place.work();
    const [{ id }] = (await place.owner<{ id: string }>(
      "select id from privacy_request where kind = 'erase'",
    )) as [{ id: string }];
    const presented = `prv_${id.replaceAll("-", "")}`;
    expect(await read(presented)).toMatchObject({ waits_for: expect.stringContaining("bytes of files") });
    await anHourLater();
    // Killed at each room in turn: what it had done before is not done again, and not counted again.
    for (const [place_] of rooms.entries()) {
      const mortal = rooms.map((room, index) => (index === place_ ? dying(room) : room));
      await place.work({ rooms: mortal });
    }
    expect(place.errors.splice(0).map(({ message }) => message)).toContain("killed");
    await place.work();
    const done = await read(presented);
    expect(done).toMatchObject({ state: "done", waits_for: null });
    expect(done["counts"]).toMatchObject({
      // Three that were sent, and what confirmed that they want no more.
      message: 4,
      inbound_message: 4,
      contact: 1,
      media: 1,
      session_memory: 2,
      cohort_person: 1,
      privacy_request: 1,
    });
    const certificate = done["certificate"] as Pack;
    const bytes = Buffer.from(canonicalJson(certificate.statement));
    expect(verifySignature(certificate.public_key, bytes, Buffer.from(certificate.signature, "base64"))).toBe(
      true,
    );
    expect(await search()).toEqual([]);
    expect(place.errors).toEqual([]);
    // A hash of little but a number would be found by trying numbers.
    const kept = await place.owner(
      "select route from idempotency_key where route not like 'POST /v1/messages%'",
    );
    expect(kept).toEqual([]);
    const journal = await readFile(join(place.config.dataDir, "erase-journal.jsonl"), "utf8");
    expect(journal.trim().split("\n")).toHaveLength(1);
  });

  test("leaves what is counted, and other people alone", async () => {
    const rows = await place.owner<{ recipient: string; status: string; body: object }>(
      "select recipient, status, body from message where tenant_id = $1 order by id",
      [told.tenantId],
    );
    expect(rows.map(({ recipient }) => recipient.slice(0, 7))).toEqual([
      "erased:",
      "erased:",
      neighbour.slice(0, 7),
      "erased:",
      "erased:",
    ]);
    expect(rows[0]).toMatchObject({ status: "delivered", body: { type: "text" } });
    expect(rows[2]).toMatchObject({ status: "queued", body: { text: { body: "yours is ready" } } });
    const list = await asked(place, told.key, "GET /v1/messages", { status: 200 });
    expect((list["data"] as object[]).length).toBe(5);
    await asked(place, told.key, "GET /v1/messages/received", { status: 200 });
  });

  test("does not come back by what providers tell late or once more", async () => {
    await place.hear(secret, statusOf(wamid(digits, "out-1"), "read"));
    await place.hear(secret, statusOf(wamid(digits, "stranger"), "delivered"));
    await place.hear(secret, inboundText(told.inboundId, words.inbound));
    const [sent] = await place.owner<{ id: string }>("select id from message where status = 'delivered'");
    const opaque = { biz_opaque_callback_data: `${sent!.id}.1` };
    await place.hear(secret, statusOf(wamid(digits, "out-1"), "read", opaque));
    // Until the next round the bodies themselves are left, and the report of a message that nobody knows.
    expect(await search()).toEqual(["parked_status", "webhook_in"]);
    await place.work({ now: new Date(Date.now() + 120_000) });
    expect(await search()).toEqual([]);
  });

  test("cannot be written to again by what is left, and a second erasure finds nothing", async () => {
    const [row] = await place.owner<{ id: string }>(
      "select id from message where recipient like 'erased:%' and status = 'canceled'",
    );
    const id = `msg_${row!.id.replaceAll("-", "")}`;
    const answer = await ask(place, told.key, `POST /v1/messages/${id}/resend`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const again = await request({ phone, kind: "erase" });
    await place.work();
    const { counts, state } = await read(again);
    expect(state).toBe("done");
    // But for the answer to the request for it.
    const { idempotency_key: own, ...others } = counts as Record<string, number>;
    expect(own).toBe(1);
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
  });

  test("who had wanted nothing is still not written to, until they say so themselves", async () => {
    const added = await asked(place, told.key, "POST /v1/contacts", { status: 201, body: { phone } });
    expect(added["suppressed"]).toEqual(["marketing"]);
    const body = { to: phone, type: "text", text: { body: "offers" }, category: "marketing" };
    await asked(place, told.key, "POST /v1/messages", { status: 202, body });
    expect(await suppressedForClaims()).toBe(true);
    await place.hear(secret, inboundText(wamid(digits, "in-9"), "START"));
    expect(await suppressedForClaims()).toBe(false);
  });
});

/** As a claim asks (messaging/store/dispatch.ts). */
async function suppressedForClaims(): Promise<boolean> {
  const [row] = await place.owner<{ suppressed: boolean }>(
    `select exists (select from suppression s where s.tenant_id = $1 and s.phone = $2 and s.lifted_at is null)
       as suppressed`,
    [told.tenantId, phone],
  );
  return row!.suppressed;
}

test("consent cannot be rewritten, not even by the owner", async () => {
  for (const statement of [
    "update consent_event set state = 'granted'",
    "update consent_event set at = now()",
    "update consent_event set proof = 'another'",
    "delete from consent_event",
  ]) {
    await expect(place.owner(statement)).rejects.toThrow("append-only");
  }
});

type Member = { path: string; sha256: string };
type Pack = {
  statement: { events: Record<string, unknown>[]; in_force: object[] };
  sha256: string;
  signature: string;
  public_key: string;
};

function dying(room: PersonalData): PersonalData {
  return {
    ...room,
    erase: async (tx, person) => {
      await room.erase(tx, person);
      throw new Error("killed");
    },
  };
}

async function untar(response: Response): Promise<Map<string, Buffer>> {
  const members = new Map<string, Buffer>();
  const entries = extract();
  Readable.fromWeb(response.body as ReadableStream).pipe(entries);
  for await (const entry of entries) members.set(entry.header.name, await buffer(entry));
  return members;
}

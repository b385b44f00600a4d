// How long files stay: what a message uses is kept for it, what nobody needs goes, and a crash loses nothing.

import type { MessageObject } from "@waypost/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { ask, newId, type Tenant } from "../http/harness.ts";
import { parseId } from "../kernel/ids.ts";
import { checkMessageMedia } from "./check-message-media.ts";
import { insertFile } from "./keep-file.ts";
import { pruneMedia } from "./prune-media.ts";
import { reserveBlob } from "./store.ts";
import { type MediaHouse, openMediaHouse, upload } from "./testing/house.ts";
import { jpeg, pdf } from "./testing/samples.ts";

let house: MediaHouse;
let ours: Tenant;
let key: string;
beforeAll(async () => {
  house = await openMediaHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  ours = await house.http.tenant();
  key = (await ours.key("live")).text;
});

const prune = (): Promise<void> =>
  pruneMedia({ db: house.http.engine, store: house.store, now: () => new Date() });

async function uploaded(bytes: Buffer): Promise<{ id: string; uuid: string; sha256: string }> {
  const { body } = await upload(house, key, bytes);
  const id = String(body["id"]);
  return { id, uuid: parseId("med", id) ?? "", sha256: String(body["sha256"]) };
}

/** As if so many days had passed for our tenant's files. */
async function pass(days: number): Promise<void> {
  const values = [ours.id, days];
  await house.http.engine.query(
    "update media set expires_at = expires_at - $2 * interval '1 day' where tenant_id = $1",
    values,
  );
  await house.http.engine.query(
    "update media_blob set look_at = look_at - $2 * interval '1 day' where tenant_id = $1",
    values,
  );
}

async function rowsOf(table: "media" | "media_blob"): Promise<number> {
  const { rows } = await house.http.engine.query(`select from ${table} where tenant_id = $1`, [ours.id]);
  return rows.length;
}

const check = (messages: readonly MessageObject[], dueAt = new Date()) =>
  checkMessageMedia(
    house.http.app,
    { tenantId: ours.id, mode: "live" },
    messages.map((message) => ({ message, dueAt })),
  );
const imageOf = (id: string): MessageObject => ({ type: "image", image: { id } });

describe("a file", () => {
  test("goes thirty days after its upload, and its bytes with it", async () => {
    const { id } = await uploaded(jpeg("thirty days"));
    await pass(29);
    await prune();
    expect(await house.kept(ours.id)).toHaveLength(1);
    await pass(2);
    expect((await ask(house.http, key, `GET /v1/media/${id}`)).status).toBe(404);
    await prune();
    expect(await house.kept(ours.id)).toEqual([]);
    expect([await rowsOf("media"), await rowsOf("media_blob")]).toEqual([0, 0]);
  });

  test("stays for thirty days from each message that uses it, also one that is due in half a year", async () => {
    const [soon, late] = [await uploaded(jpeg("soon")), await uploaded(jpeg("late"))];
    await pass(20);
    expect(await check([imageOf(soon.id)])).toEqual([null]);
    const inHalfAYear = new Date(Date.now() + 180 * 24 * 3_600_000);
    expect(await check([imageOf(late.id)], inHalfAYear)).toEqual([null]);
    await pass(25);
    await prune();
    expect(await check([imageOf(soon.id), imageOf(late.id)])).toEqual([null, null]);
    await pass(29);
    expect((await house.kept(ours.id)).length).toBe(2);
  });

  test("whose bytes another still needs leaves them", async () => {
    const [one, other] = [await uploaded(pdf), await uploaded(pdf)];
    await ask(house.http, key, `DELETE /v1/media/${one.id}`);
    await pass(1);
    await prune();
    expect(await house.kept(ours.id)).toEqual([one.sha256]);
    expect([await rowsOf("media"), await rowsOf("media_blob")]).toEqual([1, 1]);
    await ask(house.http, key, `DELETE /v1/media/${other.id}`);
    await prune();
    expect(await house.kept(ours.id)).toEqual([]);
  });

  test("that is being uploaded is not taken for one that nobody needs", async () => {
    const { sha256, id } = await uploaded(jpeg("again"));
    await ask(house.http, key, `DELETE /v1/media/${id}`);
    await house.http.engine.transaction((tx) => reserveBlob(tx, [ours.id, sha256, 1]));
    await prune();
    expect(await house.kept(ours.id)).toEqual([sha256]);
  });

  test("uploaded while the same bytes are being deleted waits, and has its bytes", async () => {
    const bytes = jpeg("at once");
    const { id, sha256 } = await uploaded(bytes);
    await ask(house.http, key, `DELETE /v1/media/${id}`);
    await pass(1);
    const deleting = Promise.withResolvers<void>();
    const remove = house.store.delete.bind(house.store);
    const spy = vi.spyOn(house.store, "delete").mockImplementation(async (name) => {
      await deleting.promise;
      await remove(name);
    });
    onTestFinished(() => spy.mockRestore());
    const pruning = prune();
    await vi.waitFor(() => expect(spy).toHaveBeenCalled());
    const uploading = uploaded(bytes);
    await vi.waitFor(async () => {
      const { rows } = await house.http.engine.query("select from pg_locks where not granted");
      expect(rows.length).toBeGreaterThan(0);
    });
    deleting.resolve();
    await pruning;
    const again = await uploading;
    expect(await house.kept(ours.id)).toEqual([sha256]);
    const answer = await fetch(`${house.http.url}/v1/media/${again.id}/content`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  test("whose deletion died half-way is deleted by the next look", async () => {
    const { id, sha256 } = await uploaded(jpeg("half-way"));
    await ask(house.http, key, `DELETE /v1/media/${id}`);
    await pass(1);
    const spy = vi.spyOn(house.store, "delete").mockRejectedValueOnce(new Error("the disk is away"));
    onTestFinished(() => spy.mockRestore());
    await expect(prune()).rejects.toThrow("the disk is away");
    expect([await rowsOf("media"), await rowsOf("media_blob")]).toEqual([1, 1]);
    // And one that died behind the bytes.
    await house.store.delete({ tenantId: ours.id, sha256 });
    await prune();
    expect([await rowsOf("media"), await rowsOf("media_blob")]).toEqual([0, 0]);
  });

  test("that was uploaded and never came to a row is thrown away after the hour", async () => {
    const { sha256, id, uuid } = await uploaded(jpeg("no row"));
    await house.http.engine.query("delete from media where tenant_id = $1 and id = $2", [ours.id, uuid]);
    await prune();
    expect(await house.kept(ours.id)).toEqual([sha256]);
    await pass(1);
    await prune();
    expect(await house.kept(ours.id)).toEqual([]);
    expect(id).not.toBe("");
  });

  test("cannot have a row without its bytes' row", async () => {
    const file = {
      tenantId: ours.id,
      id: newId(),
      mode: "live",
      origin: "upload",
      mimeType: "image/jpeg",
    } as const;
    const more = { declaredType: null, kind: "image", filename: null, expiresAt: new Date() } as const;
    const inserting = house.http.engine.transaction((tx) =>
      insertFile(tx, { ...file, ...more }, { sha256: "0".repeat(64), sizeBytes: 1 }),
    );
    await expect(inserting).rejects.toThrow("foreign key");
  });
});

describe("a message that names files", () => {
  const codes = (answers: Awaited<ReturnType<typeof check>>) => answers.map((answer) => answer?.code ?? null);

  test("is looked at together with its batch, in one statement, and not at all without one", async () => {
    const { id } = await uploaded(jpeg("batch"));
    const document = await uploaded(pdf);
    const asked = vi.spyOn(house.http.app, "asTenants");
    onTestFinished(() => asked.mockRestore());
    const text: MessageObject = { type: "text", text: { body: "Hi" } };
    expect(await check([text, { type: "image", image: { id: "700000000000001" } }])).toEqual([null, null]);
    expect(asked).not.toHaveBeenCalled();
    const answers = await check([
      imageOf(id),
      text,
      imageOf(document.id),
      imageOf(`med_${"1".repeat(32)}`),
      imageOf("med_nonsense"),
      { type: "document", document: { id } },
      { type: "sticker", sticker: { id } },
    ]);
    expect(codes(answers)).toEqual([
      null,
      null,
      "media_wrong_kind",
      "media_not_found",
      "media_not_found",
      null,
      "media_wrong_kind",
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(answers[3]?.errors).toEqual([{ path: "/image/id", message: "names no file" }]);
  });

  test("may name them in a header, on a card, or in a template, and is told where", async () => {
    const id = `med_${"2".repeat(32)}`;
    const header: MessageObject = {
      type: "interactive",
      interactive: {
        type: "button",
        header: { type: "image", image: { id } },
        body: { text: "?" },
        action: { buttons: [{ type: "reply", reply: { id: "a", title: "A" } }] },
      },
    };
    const template: MessageObject = {
      type: "template",
      template: {
        name: "trip",
        language: "en",
        components: [{ type: "header", parameters: [{ type: "document", document: { id } }] }],
      },
    };
    const answers = await check([header, template]);
    expect(answers.map((answer) => answer?.errors[0]?.path)).toEqual([
      "/interactive/header/image/id",
      "/template/components/0/parameters/0/document/id",
    ]);
  });

  test("of another tenant's or mode's files finds none", async () => {
    const { body } = await upload(house, (await ours.key("test")).text, jpeg("test"));
    const theirs = await house.http.tenant();
    const other = await upload(house, (await theirs.key("live")).text, jpeg("theirs"));
    const answers = await check([imageOf(String(body["id"])), imageOf(String(other.body["id"]))]);
    expect(codes(answers)).toEqual(["media_not_found", "media_not_found"]);
  });
});

// Erasing one person of several: who is meant, what waits for them, what they share with others, and who else is there.

import { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readArchive } from "../kernel/archive/read-archive.ts";
import { writeArchive } from "../kernel/archive/write-archive.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import { jpeg } from "../media/testing/samples.ts";
import { quarantineRestored, readQuarantine } from "../operations/index.ts";
import { run as confirm } from "../commands/confirm.ts";
import { recallErased } from "../recall-erased.ts";
import { asked, openPrivacyHouse, type PrivacyHouse } from "./testing/privacy-house.ts";
import { uuidIn } from "./testing/told-person.ts";

let place: PrivacyHouse;
let tenant: { id: string; key: string };

beforeAll(async () => {
  place = await openPrivacyHouse();
});
afterAll(() => place.close());
beforeEach(async () => {
  tenant = await makeSending(place);
});

let numbers = 100;

async function makeSending(at: PrivacyHouse): Promise<{ id: string; key: string }> {
  const made = await at.tenant();
  const number = String((numbers += 1));
  await asked(at, made.key, "POST /v1/senders", {
    status: 201,
    body: {
      name: "Desk",
      transport: "cloud_api",
      default: true,
      config: {
        phone_number_id: `5000${number}`,
        waba_id: `6000${number}`,
        display_phone_number: `+1555019${number.padStart(4, "0")}`,
        access_token: "token",
        app_secret: `secret-${number}`,
        verify_token: "verify",
      },
    },
  });
  return made;
}

const person = "+919812340001";
const other = "+919812340002";

async function send(to: string, more: object = {}, of = tenant): Promise<string> {
  const body = { to, type: "text", text: { body: "a secret word" }, ...more };
  const sent = await asked(place, of.key, "POST /v1/messages", { status: 202, body });
  return uuidIn(String(sent["id"]));
}

async function erase(who: object): Promise<Record<string, unknown>> {
  const id = await begin(who);
  await place.work();
  return read(id);
}

async function begin(who: object): Promise<string> {
  const body = { kind: "erase", reason: "objection", ...who };
  const made = await asked(place, tenant.key, "POST /v1/privacy/requests", { status: 202, body });
  return String(made["id"]);
}

const read = (id: string) => asked(place, tenant.key, `GET /v1/privacy/requests/${id}`, { status: 200 });
const message = async (id: string) =>
  (await place.owner("select recipient, status, body from message where id = $1", [id]))[0]!;

test("what waits for them is canceled, and the same person of another tenant is left alone", async () => {
  const stranger = await makeSending(place);
  const [theirs, elsewhere] = [await send(person), await send(person, {}, stranger)];
  expect(await erase({ phone: person })).toMatchObject({
    state: "done",
    counts: { lane_entry: 1, message: 1 },
  });
  expect(await message(theirs)).toMatchObject({ status: "canceled", body: { type: "text" } });
  expect(await message(elsewhere)).toMatchObject({ status: "queued", recipient: person });
  expect(await place.owner("select from lane_entry where message_id = $1", [elsewhere])).toHaveLength(1);
});

test("what is on its way arrives first", async () => {
  const id = await send(person);
  await place.owner("update lane_entry set status = 'sending' where message_id = $1", [id]);
  const request = await begin({ phone: person });
  await place.work();
  expect(await read(request)).toMatchObject({
    state: "working",
    waits_for: "messages that are on their way",
  });
  expect(await message(id)).toMatchObject({ recipient: person });
  await place.owner("delete from lane_entry where message_id = $1", [id]);
  await place.work();
  expect(await read(request)).toMatchObject({ state: "done", counts: { message: 1 } });
});

test("a webhook that is still to be read is waited for", async () => {
  const body = Buffer.from(JSON.stringify({ from: person.slice(1) }));
  await place.owner(
    `insert into webhook_in (id, source, webhook_key, body, tries, busy_until)
     select gen_random_uuid(), 'cloud_api', webhook_key, $2, 2, now() + interval '1 hour'
     from sender where tenant_id = $1 and webhook_key is not null`,
    [tenant.id, body],
  );
  const request = await begin({ phone: person });
  await place.work();
  expect(await read(request)).toMatchObject({ waits_for: "webhooks that are still to be read" });
  await place.owner("update webhook_in set done_at = now()");
  await place.work();
  expect(await read(request)).toMatchObject({ state: "done", counts: { webhook_in: 1 } });
});

test("a file that somebody else was sent as well stays", async () => {
  const media = async (text: string): Promise<string> => {
    const answer = await fetch(`${place.url}/v1/media`, {
      method: "POST",
      headers: { authorization: `Bearer ${tenant.key}`, "content-type": "image/jpeg" },
      body: new Uint8Array(jpeg(text)),
    });
    return ((await answer.json()) as { id: string }).id;
  };
  const [shared, own] = [await media("for both"), await media("for one")];
  for (const id of [shared, own]) await send(person, { type: "image", text: undefined, image: { id } });
  await send(other, { type: "image", text: undefined, image: { id: shared } });
  await place.owner("update media_blob set look_at = now()");
  expect(await erase({ phone: person })).toMatchObject({ state: "done", counts: { media: 1 } });
  await asked(place, tenant.key, `GET /v1/media/${shared}`, { status: 200 });
  await asked(place, tenant.key, `GET /v1/media/${own}`, { status: 404 });
});

test("a person is meant by any of their names, and by what they were merged from", async () => {
  const contact = await asked(place, tenant.key, "POST /v1/contacts", {
    status: 201,
    body: { phone: person, name: "Asha" },
  });
  const merged = uuidIn(String(contact["id"]));
  await place.owner(
    `with winner as (insert into contact (tenant_id, id, name) values ($1, gen_random_uuid(), 'Asha P') returning id),
     loser as (update contact set merged_into = (select id from winner) where id = $2)
     insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
     select $1, 'lid', '', '987654321@lid', id, decode($3, 'hex'), 'test', now() from winner`,
    [tenant.id, merged, lidHash()],
  );
  await send(person);
  expect(await erase({ alias: "987654321@lid" })).toMatchObject({
    state: "done",
    counts: { contact: 2, contact_alias: 2, message: 1 },
  });
  // Of whom nothing is known, nothing is found; and a person is named once.
  expect(await erase({ alias: "111111111@lid" })).toMatchObject({ state: "done" });
  const twice = { kind: "erase", reason: "objection", phone: person, alias: "987654321@lid" };
  await asked(place, tenant.key, "POST /v1/privacy/requests", { status: 400, body: twice });
  await asked(place, tenant.key, "POST /v1/privacy/requests", {
    status: 404,
    body: { kind: "export", reason: "person_asked", contact: "con_00000000000070008000000000000000" },
  });
});

const lidHash = (): string =>
  place.house.people.hash(tenant.id, { kind: "lid", scope: "", value: "987654321@lid" });

test("who was erased after a backup is erased again before anything leaves the restored copy", async () => {
  const waiting = await send(person);
  await asked(place, tenant.key, "POST /v1/contacts", { status: 201, body: { phone: other, name: "Ravi" } });
  const backup = await backUp();
  await erase({ phone: person });
  await erase({ phone: other });

  const database = await createTestDatabase();
  const passphrase = { text: "of the test", derived: true };
  await readArchive(Readable.from([backup]), {
    url: database.url,
    passphrase,
    check: () => undefined,
    finish: quarantineRestored,
  });
  const copy = await openPrivacyHouse(database.url, place.config);
  try {
    const { config, house } = copy;
    expect(await recallErased(config, house.engine)).toMatchObject({ unapplied: 2, damaged: 0 });
    expect(await copy.owner("select name from contact where name = 'Ravi'")).toHaveLength(1);
    await expect(confirm(["--yes-send"], config)).rejects.toThrow("2 people were erased after the backup");
    // What was in flight when the backup was made is not on its way from here.
    await copy.owner("update lane_entry set status = 'sending' where message_id = $1", [waiting]);
    await copy.work();
    expect(copy.errors).toEqual([]);
    expect(await copy.owner("select from contact where name = 'Ravi'")).toEqual([]);
    const [row] = await copy.owner("select recipient, body, status from message where id = $1", [waiting]);
    expect(row).toMatchObject({ recipient: expect.stringMatching(/^erased:IN:/), body: { type: "text" } });
    expect(await copy.owner("select from lane_entry where message_id = $1", [waiting])).toEqual([]);
    expect(await recallErased(config, house.engine)).toMatchObject({ recalled: 0, unapplied: 0 });
    await confirm(["--yes-send", "--nothing-lost"], config);
    expect(await readQuarantine(house.engine)).toBeNull();
  } finally {
    await copy.close();
    await database.drop();
  }
});

async function backUp(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const about = { version: "1.0.0", createdAt: new Date().toISOString(), masterKey: "same" };
  await writeArchive(target, {
    url: place.databaseUrl,
    passphrase: { text: "of the test", derived: true },
    about,
  });
  return Buffer.concat(chunks);
}

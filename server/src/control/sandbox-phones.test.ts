// A simulated person's phone over HTTP: what reached it, what it writes, whom it blocks, and whose it shows nobody.

import { beforeAll, describe, expect, test } from "vitest";
import {
  askWith,
  ground,
  makeKey,
  makeTenant,
  server,
  type Told,
  useControlServer,
} from "./testing/control-house.ts";

useControlServer();

type Tenant = { key: string; liveKey: string; sender: string; digits: string };
let ours: Tenant;
let theirs: Tenant;
beforeAll(async () => {
  [ours, theirs] = [await makeSide("ours"), await makeSide("theirs")];
}, 60_000);

async function makeSide(name: string): Promise<Tenant> {
  const tenantId = await makeTenant(server.house, name);
  const [key, live] = [
    await makeKey(server.house, tenantId),
    await makeKey(server.house, tenantId, { mode: "live" }),
  ];
  const { body } = await ask(key.text, "POST /v1/senders", { name, transport: "sandbox", default: true });
  return { key: key.text, liveKey: live.text, sender: body["id"], digits: body["address"].slice(1) };
}

const ask = (key: string, line: string, body?: object): Promise<Told> => askWith(server.url, key)(line, body);

const simulate = async (path: string, method = "GET", body?: object): Promise<Told["body"]> => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return (await fetch(`${ground.simulatorUrl}/_sim/${path}`, init)).json() as Promise<Told["body"]>;
};

/** By a provider's own client, so that no sending process is needed here. */
async function sendOver({ digits }: Tenant, to: string, text: string): Promise<void> {
  const { graph_url: url, version, access_token: token } = await simulate("config");
  const { data } = await simulate("numbers");
  const number = data.find(({ phone }: { phone: string }) => phone === `+${digits}`);
  const answer = await fetch(`${url}/${version}/${number.phone_number_id}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ messaging_product: "whatsapp", to, type: "text", text: { body: text } }),
  });
  expect(answer.status).toBe(200);
  const arrived = async (): Promise<string> => JSON.stringify(await simulate(`ledger?to=${to.slice(1)}`));
  await expect.poll(arrived, { timeout: 10_000 }).toContain(text);
}

const person = "+14155550123";
const phone = `/v1/sandbox/phones/${encodeURIComponent(person)}`;

describe("a simulated person's phone", () => {
  test("shows what came from one's own senders, and nothing of anybody else's", async () => {
    await sendOver(ours, person, "Your table is ready");
    await sendOver(theirs, person, "A secret of theirs");
    const { status, body } = await ask(ours.key, `GET ${phone}`);
    expect([status, body["phone"]]).toEqual([200, person]);
    expect(body["chats"]).toEqual([
      { sender: ours.sender, name: "ours", address: `+${ours.digits}`, blocked: false },
    ]);
    expect(body["messages"]).toMatchObject([
      { sender: ours.sender, from: "sender", type: "text", text: "Your table is ready" },
    ]);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test("writes to one's own senders only", async () => {
    const message = { sender: ours.sender, text: "We are five" };
    expect((await ask(ours.key, `POST ${phone}/messages`, message)).status).toBe(201);
    const { messages } = (await ask(ours.key, `GET ${phone}`)).body;
    expect(messages.at(-1)).toMatchObject({ from: "person", text: "We are five", sender: ours.sender });
    expect(JSON.stringify((await ask(theirs.key, `GET ${phone}`)).body)).not.toContain("We are five");
    const refused = await ask(ours.key, `POST ${phone}/messages`, { ...message, sender: theirs.sender });
    expect([refused.status, refused.body["code"]]).toEqual([422, "sender_not_found"]);
  });

  test("blocks a sender, and that one only", async () => {
    const block = { sender: ours.sender, blocked: true };
    expect((await ask(ours.key, `PUT ${phone}/blocks`, block)).body).toMatchObject({ blocked: true });
    expect((await ask(ours.key, `GET ${phone}`)).body["chats"]).toMatchObject([{ blocked: true }]);
    expect((await ask(theirs.key, `GET ${phone}`)).body["chats"]).toMatchObject([{ blocked: false }]);
    await sendOver(theirs, person, "Still here");
    await ask(ours.key, `PUT ${phone}/blocks`, { ...block, blocked: false });
    expect((await ask(ours.key, `GET ${phone}`)).body["chats"]).toMatchObject([{ blocked: false }]);
  });

  test("links itself to nothing by a code that is none, and not to a second tenant", async () => {
    const wrong = await ask(ours.key, `POST ${phone}/scan`, { qr: "no code at all" });
    expect([wrong.status, wrong.body["code"]]).toEqual([409, "session_wrong_state"]);
    const taken = `/v1/sandbox/phones/${theirs.digits}/scan`;
    const refused = await ask(ours.key, `POST ${taken}`, { qr: "whatever" });
    expect([refused.status, refused.body["code"]]).toEqual([409, "sender_in_use"]);
  });

  test("is not there in live mode, nor under what is no number", async () => {
    expect((await ask(ours.liveKey, `GET ${phone}`)).status).toBe(404);
    expect((await ask(ours.key, "GET /v1/sandbox/phones/..%2Freset")).status).toBe(404);
  });
});

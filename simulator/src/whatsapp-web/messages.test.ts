// Messages, receipts and typing between a linked business and people.
import { WAProto } from "baileys";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./testing/client.ts";
import { statusOf, textOf } from "./testing/client.ts";
import { at, SOON, startWebSandbox } from "./testing/web-sandbox.ts";
import type { WebSandbox } from "./testing/web-sandbox.ts";

const { DELIVERY_ACK, ERROR, PLAYED, READ } = WAProto.WebMessageInfo.Status;
const BUSINESS = "15551230200";

let sandbox: WebSandbox;
let client: Client;
beforeAll(async () => {
  sandbox = await startWebSandbox();
  client = await sandbox.link(BUSINESS);
});
afterAll(() => sandbox.stop());

async function send(phone: string, text: string, messageId?: string): Promise<string> {
  const sent = await client.socket.sendMessage(at(phone), { text }, messageId ? { messageId } : {});
  return sent?.key.id ?? "";
}

const inbound = (text: string) =>
  client.upserts.find(({ message }) => !message.key.fromMe && textOf(message) === text)?.message;

test("a text is acknowledged, decrypted by the person's phone, delivered and read", async () => {
  const id = await send("4915112340100", "Your cab is booked");
  await expect.poll(() => statusOf(client, id), SOON).toBe(READ);
  expect(client.acks).toContainEqual({ id, error: undefined });
  expect(await sandbox.ledger("4915112340100")).toMatchObject([
    { id, from: BUSINESS, door: "web", text: { body: "Your cab is booked" }, outcome: "read", repeats: 0 },
  ]);
});

test("a person addressed by hidden identity answers by it", async () => {
  const lid = "904915112340101@lid";
  const sent = await client.socket.sendMessage(lid, { text: "By LID" });
  const id = sent?.key.id ?? "";
  await expect.poll(() => statusOf(client, id), SOON).toBe(READ);
  // A status that comes while Baileys gathers events is told with the message, and not as an update.
  const told = [...client.updates, ...client.upserts.map(({ message }) => message)];
  const addresses = told.filter(({ key }) => key.id === id).map(({ key }) => key.remoteJid);
  expect(new Set(addresses)).toEqual(new Set([lid]));
});

test("people who write are known by both addresses, whichever they write by", async () => {
  for (const addressing of ["pn", "lid"] as const) {
    // oxlint-disable no-await-in-loop -- the setting holds for one round
    await sandbox.control("PUT", "settings", { web: { addressing } });
    await sandbox.person("4915112340102", "reply", { text: `by ${addressing}`, to: BUSINESS });
    await expect.poll(() => inbound(`by ${addressing}`), SOON).toBeTruthy();
    // oxlint-enable no-await-in-loop
  }
  const [pn, lid] = [at("4915112340102"), "904915112340102@lid"];
  expect(inbound("by pn")?.key).toMatchObject({ remoteJid: pn, remoteJidAlt: lid });
  expect(inbound("by lid")?.key).toMatchObject({ remoteJid: lid, remoteJidAlt: pn });
  expect(inbound("by lid")?.pushName).toBeTruthy();
});

test("a person who replies is seen typing, then quotes the conversation", async () => {
  await client.socket.presenceSubscribe(at("4915112340000"));
  await send("4915112340000", "Shall we?");
  await expect.poll(() => inbound("Thank you, got it"), SOON).toBeTruthy();
  const typing = client.presences.flatMap(({ presences }) => Object.values(presences));
  expect(typing).toContainEqual({ lastKnownPresence: "composing" });
});

test("what a business reads is marked as read on the person's side", async () => {
  await sandbox.person("4915112340103", "reply", { text: "Read me", to: BUSINESS });
  await expect.poll(() => inbound("Read me"), SOON).toBeTruthy();
  const message = inbound("Read me");
  await client.socket.readMessages(message ? [message.key] : []);
  await expect
    .poll(async () => (await sandbox.control("GET", "people/4915112340103")).body["written"], SOON)
    .toMatchObject([{ read_by_business: true }]);
});

test("typing of the business is on record", async () => {
  await client.socket.sendPresenceUpdate("composing", at("4915112340104"));
  await client.socket.sendPresenceUpdate("paused", at("4915112340104"));
  await expect
    .poll(async () => JSON.stringify((await sandbox.control("GET", "web")).body), SOON)
    .toMatch(/"composing".*"paused"/);
});

test("a message sent twice under one id is shown once, counted, and confirmed again", async () => {
  const id = "3EB0AAAAAAAAAAAAAAAA01";
  await send("4915112340105", "Once", id);
  await expect.poll(() => statusOf(client, id), SOON).toBe(READ);
  await send("4915112340105", "Once", id);
  await expect.poll(() => sandbox.ledger("4915112340105"), SOON).toMatchObject([{ id, repeats: 1 }]);
  await expect.poll(() => client.receipts.filter((each) => each === id), SOON).toHaveLength(3);
});

test("numbers that are not on WhatsApp are told apart", async () => {
  const found = await client.socket.onWhatsApp("4915112340106", "4915112340002");
  expect(found).toEqual([{ jid: at("4915112340106"), exists: true }]);
});

test("the magic people behave as they do on the Graph API", async () => {
  const [never, blocks, unread] = [
    await send("4915112340001", "Never arrives"),
    await send("4915112340003", "Blocked"),
    await send("4915112340005", "Unread"),
  ];
  await expect.poll(() => statusOf(client, unread), SOON).toBe(DELIVERY_ACK);
  const accepted = await sandbox.control("GET", "ledger/accepted?limit=1000");
  for (const id of [never, blocks]) {
    expect(accepted.body["data"]).toContainEqual(expect.objectContaining({ id, outcome: "lost" }));
    expect(statusOf(client, id)).toBeLessThan(DELIVERY_ACK);
  }
  await send("4915112340004", "Offers!");
  await expect.poll(() => inbound("STOP"), SOON).toBeTruthy();
});

test("acks: 463 for …0008, 479 twice for …0007, none for …0006, who gets the message", async () => {
  const restricted = await send("4915112340008", "No");
  await expect.poll(() => statusOf(client, restricted), SOON).toBe(ERROR);
  const tries = ["3EB0BBBBBBBBBBBBBBBB01", "3EB0BBBBBBBBBBBBBBBB02", "3EB0BBBBBBBBBBBBBBBB03"];
  for (const id of tries) {
    // oxlint-disable-next-line no-await-in-loop -- in turn
    await send("4915112340007", "Third time lucky", id);
  }
  await expect
    .poll(() => client.acks.filter(({ id }) => tries.includes(id)), SOON)
    .toEqual([
      { id: tries[0], error: "479" },
      { id: tries[1], error: "479" },
      { id: tries[2], error: undefined },
    ]);
  const silent = await send("4915112340006", "Into the void");
  await expect.poll(() => statusOf(client, silent), SOON).toBe(READ);
  expect(client.acks.some(({ id }) => id === silent)).toBe(false);
});

test("faults for one person: an error ack, once", async () => {
  const people = { "4915112340107": { ack_error: 479, times: 1 } };
  expect((await sandbox.control("PUT", "faults", { people })).status).toBe(200);
  const first = await send("4915112340107", "One");
  await expect.poll(() => statusOf(client, first), SOON).toBe(ERROR);
  const second = await send("4915112340107", "Two");
  await expect.poll(() => statusOf(client, second), SOON).toBe(READ);
  expect(await sandbox.control("PUT", "faults", { web: { ack_loss: 2 } })).toMatchObject({
    status: 400,
    body: { path: "web.ack_loss" },
  });
  await sandbox.control("PUT", "faults", {});
});

test("acks are lost by share, and the messages arrive all the same", async () => {
  await sandbox.control("PUT", "faults", { web: { ack_loss: 1 } });
  const id = await send("4915112340108", "Unacknowledged");
  await expect.poll(() => statusOf(client, id), SOON).toBe(READ);
  expect(client.acks.some((ack) => ack.id === id)).toBe(false);
  await sandbox.control("PUT", "faults", {});
});

test("a restricted account may write to those it knows, and to nobody new, until it is lifted", async () => {
  await send("4915112340109", "Hello");
  await sandbox.line(BUSINESS, "restrict", { minutes: 60 });
  await expect
    .poll(() => client.states.findLast(({ reachoutTimeLock }) => reachoutTimeLock)?.reachoutTimeLock, SOON)
    .toMatchObject({ isActive: true });
  const [known, stranger] = [await send("4915112340109", "Again"), await send("4915112340110", "New")];
  await expect.poll(() => statusOf(client, known), SOON).toBe(READ);
  await expect.poll(() => statusOf(client, stranger), SOON).toBe(ERROR);
  await sandbox.line(BUSINESS, "restrict", { minutes: 0 });
  const lifted = await send("4915112340110", "Now");
  await expect.poll(() => statusOf(client, lifted), SOON).toBe(READ);
});

test("groups can be ignored: their messages are marked as such, and there are none to join", async () => {
  const group = "120363000000000001";
  await sandbox.person("4915112340111", "reply", { text: { body: "Hi all", group }, to: BUSINESS });
  await expect.poll(() => inbound("Hi all")?.key.remoteJid, SOON).toBe(`${group}@g.us`);
  await expect(client.socket.groupMetadata(`${group}@g.us`)).rejects.toThrow("item-not-found");
  expect(await client.socket.groupFetchAllParticipating()).toEqual({});
});

test("a person's reaction names the business's own message", async () => {
  const id = await send("4915112340114", "Like it?");
  await expect.poll(() => statusOf(client, id), SOON).toBe(READ);
  const reaction = { message_id: id, emoji: "❤️" };
  await sandbox.person("4915112340114", "reply", { type: "reaction", reaction, to: BUSINESS });
  const reactions = () =>
    client.upserts.map(({ message }) => message.message?.reactionMessage).filter(Boolean);
  const key = { id, fromMe: true };
  await expect.poll(() => reactions().at(-1), SOON).toMatchObject({ text: "❤️", key });
});

test("voice notes are played, reactions and polls are shown for what they are", async () => {
  const phone = "4915112340112";
  const first = await send(phone, "React to this");
  const key = { remoteJid: at(phone), fromMe: true, id: first };
  await client.socket.sendMessage(at(phone), { react: { text: "👍", key } });
  await client.socket.sendMessage(at(phone), {
    poll: { name: "When?", values: ["Now", "Later"], selectableCount: 1 },
  });
  await expect
    .poll(() => sandbox.ledger(phone), SOON)
    .toMatchObject([
      { type: "text" },
      { type: "reaction", reaction: { message_id: first, emoji: "👍" } },
      { type: "poll", poll: { name: "When?", options: ["Now", "Later"], selectable: 1 } },
    ]);
  const audioMessage = { mimetype: "audio/ogg; codecs=opus", ptt: true };
  const voice = await client.socket.relayMessage(at(phone), { audioMessage }, {});
  await expect.poll(() => statusOf(client, voice), SOON).toBe(PLAYED);
});

test("one WhatsApp: the person's replies come by the door their business uses", async () => {
  await sandbox.send("+4915112340113");
  await sandbox.person("4915112340113", "reply", { text: "To the Graph API" });
  await expect
    .poll(() => sandbox.receiver.messages(), SOON)
    .toMatchObject([{ text: { body: "To the Graph API" } }]);
  await sandbox.person("4915112340113", "reply", { text: "To the web", to: BUSINESS });
  await expect.poll(() => inbound("To the web"), SOON).toBeTruthy();
  expect(inbound("To the Graph API")).toBeUndefined();
  expect(sandbox.receiver.messages()).toHaveLength(1);
});

// Asking the simulator, as Meta, about numbers, accounts and tokens: what it knows is read, what it refuses is said.

import { createSimulator, type Simulator } from "@waypost/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canBlock, canMarkRead, type Session } from "../../transport.ts";
import { createCloudApiTransport } from "../index.ts";
import {
  listApprovedTemplates,
  listNumbers,
  readAccount,
  readSubscriptions,
  subscribe,
} from "./business-account.ts";
import { createGraph, type GraphLine, type GraphPlace } from "./line.ts";
import { deregisterNumber, readNumber, registerNumber, requestCode, setPin, verifyCode } from "./number.ts";
import { readProfile, writeProfile } from "./profile.ts";
import { exchangeCode, inspectToken } from "./token.ts";

let simulator: Simulator;
let url: string;
let graph: ReturnType<typeof createGraph>;
let place: GraphPlace;
let line: GraphLine;
beforeAll(async () => {
  simulator = createSimulator();
  ({ url } = await simulator.start());
  graph = createGraph(new Set([url]));
  const { access_token, app_secret, ...config } = simulator.config();
  const read = graph.placeOf({ config, secrets: { access_token, app_secret } });
  if (!read.ok) throw new Error(read.error.detail);
  place = read.value;
  line = graph.line(place, AbortSignal.timeout(60_000));
});
afterAll(() => simulator.stop());

async function simulate(method: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/_sim/${path}`, { method, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

describe("a number", () => {
  test("says how it is, as facts", async () => {
    const answer = await readNumber(line, place);
    const facts = Object.fromEntries(
      (answer.ok ? answer.value.facts : []).map(({ fact, value }) => [fact, value]),
    );
    expect(facts).toEqual({
      quality: "GREEN",
      status: "CONNECTED",
      verification: "VERIFIED",
      throughput: "STANDARD",
      messaging_limit: null,
      health: { canSend: "AVAILABLE", portfolioId: "500000000000001", problems: [] },
      name: { name: "Marigold Travels", status: "APPROVED", reason: null },
    });
  });

  test("that Meta has stopped says why", async () => {
    const judged = { quality: "RED", can_send: "BLOCKED", problem: "The number is restricted." };
    await simulate("POST", `numbers/${place.phoneNumberId}`, judged);
    await simulate("PUT", "portfolio", { messaging_limit: "TIER_2K" });
    const answer = await readNumber(line, place);
    const facts = answer.ok ? answer.value.facts : [];
    expect(facts).toContainEqual({ fact: "quality", value: "RED" });
    expect(facts).toContainEqual({ fact: "messaging_limit", value: 2_000 });
    expect(facts.find(({ fact }) => fact === "health")).toMatchObject({
      value: {
        canSend: "BLOCKED",
        problems: [{ entity: "PHONE_NUMBER", code: "141000", description: "The number is restricted." }],
      },
    });
    await simulate("POST", "reset", {});
  });

  test("is proved, registered, given a PIN and taken off again", async () => {
    await simulate("POST", `numbers/${place.phoneNumberId}`, { registered: false, verified: false });
    const early = await registerNumber(line, place, { pin: "000000" });
    expect(early).toMatchObject({
      ok: false,
      error: { code: "sender_not_registered", providerCode: "133006" },
    });
    expect((await requestCode(line, place, { method: "SMS", language: "en_US" })).ok).toBe(true);
    expect((await verifyCode(line, place, "123456")).ok).toBe(true);
    expect((await setPin(line, place, "424242")).ok).toBe(true);
    expect(await registerNumber(line, place, { pin: "000000" })).toMatchObject({
      error: { providerCode: "133005" },
    });
    expect((await registerNumber(line, place, { pin: "424242" })).ok).toBe(true);
    expect((await deregisterNumber(line, place)).ok).toBe(true);
    await registerNumber(line, place, { pin: "424242" });
  });

  test("shows the profile it was given, and refuses one that is too long", async () => {
    expect(
      (await writeProfile(line, place, { about: "Open all day", websites: ["https://a.example"] })).ok,
    ).toBe(true);
    expect(await readProfile(line, place)).toMatchObject({
      ok: true,
      value: { about: "Open all day", websites: ["https://a.example"], email: null },
    });
    const long = await writeProfile(line, place, { about: "x".repeat(140) });
    expect(long).toMatchObject({ ok: false, error: { code: "request_rejected", providerCode: "100" } });
  });
});

describe("an account", () => {
  test("is read with its numbers, of which there may be pages, and its templates", async () => {
    await simulate("POST", "numbers", { count: 120 });
    const wabaId = place.wabaId ?? "";
    expect(await readAccount(line, wabaId)).toMatchObject({
      value: { facts: [{ fact: "review", value: "APPROVED" }, {}] },
    });
    const numbers = await listNumbers(line, wabaId);
    expect(numbers.ok && new Set(numbers.value.map(({ id }) => id)).size).toBe(121);
    expect(await listApprovedTemplates(line, wabaId)).toMatchObject({
      value: [{ name: "hello_world", language: "en_US", bare: true }],
    });
  });

  test("that is somebody else's is refused like one that is not there", async () => {
    expect(await readAccount(line, "299999999999999")).toMatchObject({
      ok: false,
      error: { providerCode: "100" },
    });
  });

  test("cannot be subscribed at an address that does not answer the handshake", async () => {
    const wabaId = place.wabaId ?? "";
    const refused = await subscribe(line, wabaId, { url: "http://127.0.0.1:1/hooks", verifyToken: "t" });
    expect(refused).toMatchObject({ ok: false, error: { providerCode: "2200" } });
    expect(await readSubscriptions(line, wabaId)).toMatchObject({ value: [{ callback: null }] });
  });
});

describe("a token", () => {
  test("says what it may and which accounts it reaches", async () => {
    expect(place.app).not.toBeNull();
    for (const app of [place.app, null]) {
      const answer = await inspectToken(line, place.token, app);
      expect(answer).toMatchObject({
        ok: true,
        value: { fact: { valid: true, expiresAt: null, problem: null }, wabaIds: [place.wabaId] },
      });
    }
  });

  test("that is no good is told apart from a Graph that cannot be asked", async () => {
    const foreign = graph.line(
      { ...place, token: "EAAwrongwrongwrongwrongwrong" },
      AbortSignal.timeout(10_000),
    );
    expect(await inspectToken(foreign, "EAAwrongwrongwrongwrongwrong", null)).toMatchObject({
      ok: true,
      value: { fact: { valid: false } },
    });
    const nowhere = createGraph(new Set(["http://127.0.0.1:1"]));
    const dead = nowhere.line({ ...place, origin: "http://127.0.0.1:1" }, AbortSignal.timeout(10_000));
    expect(await inspectToken(dead, place.token, place.app)).toMatchObject({
      ok: false,
      error: { code: "connection_failed" },
    });
  });

  test("comes from a signup's code, once; and no secret comes back in an error", async () => {
    const { app_id: appId, app_secret: appSecret } = simulator.config();
    const { code } = await simulate("POST", `accounts/${place.wabaId}/signup`, {});
    const nobody = graph.line({ ...place, token: null }, AbortSignal.timeout(10_000));
    const given = { code: String(code), redirectUri: null };
    const token = await exchangeCode(nobody, { appId, appSecret }, given);
    expect(token.ok && token.value).toMatch(/^EAA/);
    const again = await exchangeCode(nobody, { appId, appSecret }, given);
    expect(again).toMatchObject({ ok: false, error: { code: "request_rejected" } });
    expect(JSON.stringify(again)).not.toContain(appSecret);
  });

  test("comes from a dialog that led back to an address for that address only", async () => {
    const { app_id: appId, app_secret: appSecret } = simulator.config();
    const redirectUri = "https://waypost.example/senders/signed-up";
    const shared = await simulate("POST", `accounts/${place.wabaId}/signup`, { redirect_uri: redirectUri });
    const code = String(shared["code"]);
    const nobody = graph.line({ ...place, token: null }, AbortSignal.timeout(10_000));
    const exchange = (uri: string | null) =>
      exchangeCode(nobody, { appId, appSecret }, { code, redirectUri: uri });
    for (const other of [null, `${redirectUri}/`])
      expect(await exchange(other)).toMatchObject({ ok: false, error: { code: "request_rejected" } });
    expect(await exchange(redirectUri)).toMatchObject({ ok: true });
  });
});

describe("a session", () => {
  let session: Session;
  beforeAll(async () => {
    const { access_token, display_phone_number, ...config } = simulator.config();
    const account = { senderId: "s", address: display_phone_number, config, secrets: { access_token } };
    session = await createCloudApiTransport({ graphOrigins: new Set([url]) }).open(
      account,
      async () => undefined,
    );
  });
  afterAll(() => session.close());

  test("marks what a person wrote as read, with all before it, and shows typing", async () => {
    if (!canMarkRead(session)) throw new Error("it can");
    await simulate("POST", "people/14155550199/reply", { text: "Hi" });
    const { id } = await simulate("POST", "people/14155550199/reply", { text: "Anybody?" });
    const message = { providerMessageId: String(id), from: "+14155550199", typing: true };
    expect(await session.markRead(message, AbortSignal.timeout(10_000))).toBeNull();
    const seen = await fetch(`${url}/_sim/people/14155550199`);
    expect(await seen.json()).toMatchObject({
      written: [
        { read_by_business: true, typing_shown: false },
        { read_by_business: true, typing_shown: true },
      ],
    });
    const stranger = await session.markRead(
      { ...message, providerMessageId: "wamid.x" },
      AbortSignal.timeout(10_000),
    );
    expect(stranger).toMatchObject({ providerCode: "131009" });
  });

  test("blocks people, lists them and lets them back", async () => {
    if (!canBlock(session)) throw new Error("it can");
    const signal = AbortSignal.timeout(10_000);
    const people = ["+14155550181", "+14155550182"];
    expect(await session.setBlocked(people, true, signal)).toEqual({
      ok: true,
      value: people.map((person) => ({ person, error: null })),
    });
    expect(await session.listBlocked(null, signal)).toEqual({ ok: true, value: { people, next: null } });
    await session.setBlocked(people.slice(1), false, signal);
    expect(await session.listBlocked(null, signal)).toMatchObject({ value: { people: people.slice(0, 1) } });
  });
});

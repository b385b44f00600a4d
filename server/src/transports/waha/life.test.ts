// A session at WAHA as its owner sees it: linked, lost, ended, and what he can ask of it meanwhile.

import { afterEach, describe, expect, test, vi } from "vitest";
import { canCheckNumbers, canLogOut, canPair, type SessionEvent } from "../transport.ts";
import type { Api } from "./api.ts";
import { createWahaTransport } from "./index.ts";
import { startLife } from "./life.ts";
import { createTeller } from "./teller.ts";
import { openLinked, phone, sessionEvent, startWaha, type WahaRig } from "./testing/rig.ts";

let rig: WahaRig;
afterEach(() => rig.stop());

const open = () => rig.transport.open(rig.account, async (events) => void rig.events.push(...events));

const told = (): SessionEvent[] => rig.events.filter((event) => event.kind === "session");

const text = (to: string, body = "Hi") =>
  ({
    to,
    message: { type: "text", text: { body } },
    correlation: "01890000-0000-7000-8000-00000000000a.1",
  }) as const;

describe("a session", () => {
  test("is made at WAHA, shows its code, and is connected once the phone has read it", async () => {
    rig = await startWaha();
    const session = await openLinked(rig);
    const states = told().map(({ state }) => state);
    expect(states).toEqual(expect.arrayContaining(["starting", "pairing", "connected"]));
    expect(told().at(-1)).toMatchObject({ state: "connected", address: phone, qr: null });
    await session.close();
  });

  test("tells a state once, however often it looks", async () => {
    rig = await startWaha();
    const session = await openLinked(rig);
    const before = told().length;
    // Several looks have been taken by the time a message has come back read.
    await session.send(text("+14155550123"), AbortSignal.timeout(5_000));
    await vi.waitFor(() => expect(rig.events.filter(isRead)).toHaveLength(1), 5_000);
    expect(told()).toHaveLength(before);
    await session.close();
  });

  test("is linked by a code of eight characters", async () => {
    rig = await startWaha();
    const session = await open();
    await sessionEvent(rig, ({ state }) => state === "pairing");
    if (!canPair(session)) throw new Error("WAHA can pair");
    const code = await session.requestPairingCode(phone.slice(1));
    expect(code).toMatch(/^[A-Z0-9]{8}$/);
    await rig.ask(`people/${phone.slice(1)}/enter-code`, { code });
    await sessionEvent(rig, ({ state }) => state === "connected");
    await session.close();
  });

  test("that its phone has unlinked is restarted, and waits for its phone again", async () => {
    rig = await startWaha();
    const session = await openLinked(rig);
    await rig.ask(`people/${phone.slice(1)}/unlink`, {});
    await vi.waitFor(() => {
      const states = told().map(({ state }) => state);
      expect(states.slice(states.indexOf("connected") + 1)).toEqual(
        expect.arrayContaining(["reconnecting", "pairing"]),
      );
    }, 5_000);
    await session.close();
  });

  test("is logged out for good, at WAHA too", async () => {
    rig = await startWaha();
    const session = await openLinked(rig);
    if (!canLogOut(session)) throw new Error("WAHA can log out");
    await session.logout();
    expect(told().at(-1)).toMatchObject({ state: "logged_out", reason: "logged_out_here" });
    expect(await rig.waha("GET", "sessions/front-desk")).toMatchObject({ status: "STOPPED", me: null });
    await session.close();
  });

  test("is left as it is when its holder closes it, and found working by the next", async () => {
    rig = await startWaha();
    await (await openLinked(rig)).close();
    const before = told().length;
    const next = await open();
    await vi.waitFor(() => expect(told().length).toBeGreaterThan(before), 5_000);
    expect(
      told()
        .slice(before)
        .map(({ state }) => state),
    ).toEqual(["connected"]);
    await next.close();
  });

  test("says that WAHA refuses its key, and that nobody is there", async () => {
    rig = await startWaha();
    const wrong = { ...rig.account, secrets: { ...rig.account.secrets, api_key: "not-the-key" } };
    const session = await rig.transport.open(wrong, async (events) => void rig.events.push(...events));
    await sessionEvent(rig, ({ reason }) => reason === "gateway_key_refused");
    const outcome = await session.send(text("+14155550123"), AbortSignal.timeout(5_000));
    expect(outcome).toMatchObject({ kind: "later", error: { code: "provider_auth_failed" } });
    await session.close();
    const nowhere = { ...rig.account, config: { base_url: "http://127.0.0.1:1", session: "x" } };
    const deps = { ...rig.deps, refusalOf: () => null };
    const lost = await createWahaTransport(deps).open(
      nowhere,
      async (events) => void rig.events.push(...events),
    );
    await sessionEvent(rig, ({ reason }) => reason === "gateway_unreachable");
    await lost.close();
  });
});

test("a session that fails again after every restart has ended", async () => {
  rig = await startWaha();
  const asked: string[] = [];
  const api: Api = {
    call: async ({ method, path }) => {
      asked.push(`${method} ${path}`);
      return { kind: "answered", answer: { status: 200, body: { status: "FAILED" }, retryAfterMs: null } };
    },
  };
  const teller = createTeller(
    async (events) => void rig.events.push(...events),
    () => new Date(),
  );
  const timing = { busyMs: 1, calmMs: 1 };
  const life = startLife({ api, session: "desk", hook: null, teller, timing });
  await sessionEvent(rig, ({ state }) => state === "logged_out");
  expect(asked.filter((call) => call.endsWith("/restart"))).toHaveLength(2);
  await life.stop();
});

describe("its webhook", () => {
  test("is added to those the owner has, signed with the sender's secret", async () => {
    rig = await startWaha();
    const theirs = { url: "https://crm.example/waha", events: ["message"] };
    const config = { metadata: { shop: "1" }, webhooks: [theirs] };
    await rig.waha("POST", "sessions", { name: "front-desk", config });
    const session = await openLinked(rig);
    const kept = (await rig.waha("GET", "sessions/front-desk"))["config"];
    expect(kept).toMatchObject({
      metadata: { shop: "1" },
      webhooks: [theirs, { url: rig.deps.webhookUrlOf("snd_1"), hmac: { key: expect.any(String) } }],
    });
    await session.close();
  });

  test("is left alone when no address is known", async () => {
    rig = await startWaha({}, { webhookUrlOf: () => null });
    const session = await openLinked(rig);
    expect((await rig.waha("GET", "sessions/front-desk"))["config"]).toEqual({});
    await session.close();
  });
});

describe("numbers", () => {
  test("are checked, and those that are not on WhatsApp are null", async () => {
    rig = await startWaha();
    const session = await openLinked(rig);
    if (!canCheckNumbers(session)) throw new Error("WAHA can check numbers");
    const answers = await session.checkNumbers(["+14155550123", "+14155550002"]);
    expect([...answers]).toEqual([
      ["+14155550123", "+14155550123"],
      ["+14155550002", null],
    ]);
    await session.close();
  });
});

describe("a doubt", () => {
  test("is settled by a look when no webhook comes", async () => {
    const faults = { people: { "14155550124": { lose_response: true } }, webhooks: { lose: 1 } };
    rig = await startWaha({ faults });
    const session = await openLinked(rig);
    const outcome = await session.send(text("+14155550124"), AbortSignal.timeout(5_000));
    expect(outcome.kind).toBe("unknown");
    const correlation = text("").correlation;
    await vi.waitFor(
      () =>
        expect(rig.events).toContainEqual(
          expect.objectContaining({ kind: "status", correlation, error: null }),
        ),
      5_000,
    );
    await session.close();
  });

  test("stays one when WAHA never had the message", async () => {
    const faults = { people: { "14155550124": { drop_request: true } } };
    rig = await startWaha({ faults });
    const session = await openLinked(rig);
    expect((await session.send(text("+14155550124"), AbortSignal.timeout(5_000))).kind).toBe("unknown");
    // The next message's receipts have come, so the looks for the first one have been taken.
    const next = { ...text("+14155550123"), correlation: "01890000-0000-7000-8000-00000000000b.1" };
    await session.send(next, AbortSignal.timeout(5_000));
    await vi.waitFor(() => expect(rig.events.filter(isRead)).toHaveLength(1), 5_000);
    const about = rig.events.filter(
      (event) => event.kind === "status" && event.correlation === text("").correlation,
    );
    expect(about).toEqual([]);
    await session.close();
  });

  test("sent again under its own id reaches the person as one message", async () => {
    const faults = { people: { "14155550124": { lose_response: true, times: 1 } } };
    rig = await startWaha({ faults });
    const session = await openLinked(rig);
    const first = text("+14155550124");
    expect((await session.send(first, AbortSignal.timeout(5_000))).kind).toBe("unknown");
    const again = { ...first, correlation: first.correlation.replace(/1$/, "2") };
    expect((await session.send(again, AbortSignal.timeout(5_000))).kind).toBe("accepted");
    await vi.waitFor(async () => {
      const { data } = await rig.ask("ledger?to=14155550124");
      expect(data).toEqual([expect.objectContaining({ repeats: 1 })]);
    }, 5_000);
    await session.close();
  });
});

function isRead(event: (typeof rig.events)[number]): boolean {
  return event.kind === "status" && event.status === "read";
}

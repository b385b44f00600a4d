// The dispatcher on a real database: what it sends, in which order, and what it does after a loss.

import { describe, expect, test, vi } from "vitest";
import type { Outcome, OutgoingMessage } from "../transports/transport.ts";
import { systemClock } from "../kernel/clock.ts";
import {
  accept,
  accepted,
  harness,
  newMessage,
  newMessages,
  protectedBy,
  runAccepting,
  runDispatcher,
  statusesOf,
  useDispatchers,
} from "./harness.ts";
import { timelineOf } from "./present-message.ts";
import { readMessage } from "./store/read.ts";

useDispatchers();

const within = { timeout: 15_000 };

describe("a dispatcher", () => {
  test("sends what is due, once, and writes the provider's id down", async () => {
    const lane = await harness.tenant();
    const sent: OutgoingMessage[] = [];
    const running = await runDispatcher(harness, [lane], async (message) => {
      sent.push(message);
      return accepted(`wamid.${message.correlation}`);
    });
    await accept(harness, newMessages(lane, 300, 1000));
    running.dispatcher.wake([lane.shard]);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 300 }), within);
    await running.stop();
    expect(new Set(sent.map((message) => message.to)).size).toBe(300);
    expect(sent).toHaveLength(300);
    expect(running.errors).toEqual([]);
  });

  test("commits the attempt before anything leaves", async () => {
    const lane = await harness.tenant();
    const seen: number[] = [];
    const running = await runDispatcher(harness, [lane], async (message) => {
      const { rowCount } = await harness.engine.query(
        "select from attempt where message_id = $1 and state = 'open'",
        [message.correlation.split(".")[0]],
      );
      seen.push(rowCount ?? 0);
      return accepted(`wamid.${message.correlation}`);
    });
    await accept(harness, [newMessage(lane)]);
    running.dispatcher.wake(null);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 1 }), within);
    await running.stop();
    expect(seen).toEqual([1]);
  });

  test("keeps the order of each person's messages", async () => {
    const lane = await harness.tenant();
    const order: string[] = [];
    const running = await runDispatcher(harness, [lane], async ({ message, correlation }) => {
      order.push(message.type === "text" ? message.text.body : "");
      return accepted(`wamid.${correlation}`);
    });
    await accept(
      harness,
      Array.from({ length: 20 }, (_, n) =>
        newMessage(lane, {
          recipient: `+1415555700${n % 4}`,
          body: { type: "text", text: { body: `${n % 4}:${Math.floor(n / 4)}` } },
        }),
      ),
    );
    running.dispatcher.wake(null);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 20 }), {
      timeout: 20_000,
    });
    await running.stop();
    const byPerson = [0, 1, 2, 3].map((person) => order.filter((text) => text.startsWith(`${person}:`)));
    expect(byPerson).toEqual([0, 1, 2, 3].map((person) => [0, 1, 2, 3, 4].map((n) => `${person}:${n}`)));
  });

  test("lets a login code overtake a campaign", async () => {
    const lane = await harness.tenant({ rate: 50, burst: 5 });
    const running = await runAccepting(harness, [lane]);
    const { sent: order } = running;
    await accept(harness, newMessages(lane, 60, 2000, { class: 2 }));
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(order.length).toBeGreaterThan(3), within);
    const before = order.length;
    await accept(harness, [
      newMessage(lane, { class: 0, category: "authentication", recipient: "+14155559999" }),
    ]);
    running.dispatcher.wake([lane.shard]);
    await vi.waitFor(() => expect(order).toContain("+14155559999"), within);
    expect(order.indexOf("+14155559999") - before).toBeLessThan(20);
    await running.stop();
  });

  test("tries again after a failure that may pass, and gives up into the dead letters", async () => {
    const lane = await harness.tenant();
    let tries = 0;
    const running = await runDispatcher(harness, [lane], async () => {
      tries += 1;
      const error = { code: "provider_error", providerCode: "131000", detail: "Unknown error" } as const;
      return tries === 1
        ? { kind: "later", error, scope: "message", afterMs: null, counts: true }
        : { kind: "refused", error };
    });
    const message = newMessage(lane);
    await accept(harness, [message]);
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(tries).toBe(1), within);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ queued: 1 }), within);
    await harness.engine.query("update lane_entry set due_at = now() where tenant_id = $1", [lane.tenantId]);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ failed: 1 }), within);
    await running.stop();
    const { rows } = await harness.engine.query("select attention, attempts from message where id = $1", [
      message.id,
    ]);
    expect(rows).toEqual([{ attention: "dead", attempts: 2 }]);
  });

  test("spaces messages like a person where the sender is one, login codes too", async () => {
    const lane = await harness.tenant();
    const times: number[] = [];
    const cadence = { medianMs: 300, sigma: 0.3, leastMs: 150, mostMs: 600 };
    const running = await runDispatcher(
      harness,
      [{ ...lane, protection: protectedBy({ cadence }), inFlightMax: 1 }],
      async ({ correlation }) => {
        times.push(performance.now());
        return accepted(`wamid.${correlation}`);
      },
    );
    await accept(
      harness,
      Array.from({ length: 6 }, (_, n) =>
        newMessage(lane, { class: n % 2 === 0 ? 0 : 1, recipient: `+1415555${6000 + n}` }),
      ),
    );
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(times).toHaveLength(6), within);
    await running.stop();
    const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(150);
    expect(new Set(gaps.map(Math.round)).size).toBeGreaterThan(1);
  });

  test.each([-3_600_000, 3_600_000])(
    "tries again when it is time, though its own clock is %i ms off",
    async (offMs) => {
      const lane = await harness.tenant();
      const error = { code: "provider_error", providerCode: null, detail: "" } as const;
      const clock = { ...systemClock, now: () => new Date(Date.now() + offMs) };
      const later: Outcome = { kind: "later", error, scope: "message", afterMs: null, counts: true };
      const running = await runDispatcher(harness, [lane], async () => later, { clock });
      await accept(harness, [newMessage(lane)]);
      running.dispatcher.wake(null);
      await vi.waitFor(async () => {
        const { rows } = await harness.engine.query(
          `select extract(epoch from e.due_at - a.ended_at)::float8 as seconds
           from lane_entry e join attempt a on a.message_id = e.message_id where e.tenant_id = $1`,
          [lane.tenantId],
        );
        expect(rows[0]?.seconds).toBeGreaterThanOrEqual(4);
        expect(rows[0]?.seconds).toBeLessThanOrEqual(6);
      }, within);
      await running.stop();
    },
  );

  test("hands a provider that never answers five messages, not a campaign, and says why the rest waits", async () => {
    const lane = { ...(await harness.tenant()), inFlightMax: 2 };
    const sent: string[] = [];
    const error = { code: "outcome_unknown", providerCode: null, detail: "timed out" } as const;
    const running = await runDispatcher(harness, [lane], async ({ to }) => {
      sent.push(to);
      return { kind: "unknown", error };
    });
    const messages = newMessages(lane, 40, 7000);
    await accept(harness, messages);
    running.dispatcher.wake(null);
    const last = messages.at(-1)!.id;
    await vi.waitFor(async () => {
      const [row] = await readMessage(harness.engine, [lane.tenantId, "test", last]);
      const story = timelineOf(row!, [], []);
      expect(story.at(-1)?.detail?.["reason"]).toMatch(/^its provider does not answer: \d messages in a row/);
    }, within);
    // The pause after five; one more may have been in flight beside the fifth.
    expect(sent.length).toBeGreaterThanOrEqual(5);
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(await statusesOf(harness, lane)).toEqual({ queued: 40 - sent.length, unknown: sent.length });
    await running.stop();
  });

  test("leaves a person's word alone that came after the attempt", async () => {
    const lane = await harness.tenant();
    const refusal = Promise.withResolvers<Outcome>();
    const sent: string[] = [];
    const running = await runDispatcher(harness, [lane], ({ to, correlation }) => {
      sent.push(to);
      return to.endsWith("1") ? refusal.promise : Promise.resolve(accepted(`wamid.${correlation}`));
    });
    await accept(harness, [newMessage(lane, { recipient: "+14155558001" })]);
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(sent).toHaveLength(1), within);
    // A new token, a resume: anything a person does to it.
    await harness.engine.query("update sender set pause_reason = null where id = $1", [lane.senderId]);
    const error = { code: "provider_auth_failed", providerCode: "190", detail: "" } as const;
    refusal.resolve({ kind: "later", error, scope: "sender", afterMs: null, counts: false });
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ queued: 1 }), within);
    await accept(harness, [newMessage(lane, { recipient: "+14155558002" })]);
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(sent).toContain("+14155558002"), within);
    const { rows } = await harness.engine.query("select paused_at from sender where id = $1", [
      lane.senderId,
    ]);
    expect(rows).toEqual([{ paused_at: null }]);
    await running.stop();
  });

  test("stops a sender that its provider refuses, until a person lets it go on", async () => {
    const lane = await harness.tenant();
    const error = { code: "provider_auth_failed", providerCode: "190", detail: "" } as const;
    const account: { outcome: Outcome } = {
      outcome: { kind: "later", error, scope: "sender", afterMs: null, counts: false },
    };
    const running = await runDispatcher(harness, [lane], async () => account.outcome);
    await accept(harness, [newMessage(lane)]);
    running.dispatcher.wake(null);
    await vi.waitFor(async () => {
      const { rows } = await harness.engine.query("select pause_reason from sender where id = $1", [
        lane.senderId,
      ]);
      expect(rows).toEqual([{ pause_reason: "provider_auth_failed" }]);
    }, within);
    account.outcome = accepted("wamid.1");
    await harness.engine.query("update sender set paused_at = null where id = $1", [lane.senderId]);
    await running.dispatcher.refresh([lane.shard]);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 1 }), within);
    await running.stop();
  });

  test("keeps the rate: never more than rate + burst in a second", async () => {
    const lane = await harness.tenant({ rate: 100, burst: 10 });
    const times: number[] = [];
    const running = await runDispatcher(harness, [lane], async ({ correlation }) => {
      times.push(performance.now());
      return accepted(`wamid.${correlation}`);
    });
    await accept(harness, newMessages(lane, 250, 4000));
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(times).toHaveLength(250), within);
    await running.stop();
    const inSecondFrom = (from: number): number =>
      times.filter((at) => at >= from && at < from + 1_000).length;
    expect(Math.max(...times.map(inSecondFrom))).toBeLessThanOrEqual(115);
  });
});

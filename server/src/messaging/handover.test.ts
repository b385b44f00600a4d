// Shards that change hands: what a dispatcher had in its hands is not sent again, not lost and not left in doubt.

import { describe, expect, test, vi } from "vitest";
import type { Outcome } from "../transports/transport.ts";
import type { Database } from "../kernel/db.ts";
import {
  accept,
  accepted,
  harness,
  newMessage,
  newMessages,
  openEngine,
  runAccepting,
  runDispatcher,
  statusesOf,
  useDispatchers,
} from "./harness.ts";

useDispatchers();

const within = { timeout: 15_000 };

describe("a shard that changes hands", () => {
  test("marks what a dead owner left in flight as unknown, and sends none of it again", async () => {
    const lane = await harness.tenant();
    const dying = openEngine(harness.url);
    const first = await runDispatcher({ engine: dying }, [lane], () => new Promise(() => undefined));
    await accept(harness, newMessages(lane, 5, 3000));
    first.dispatcher.wake(null);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sending: 5 }), within);
    const former = first.node.id();
    await dying.close();
    await harness.engine.query("delete from node where id = $1", [former]);
    let again = 0;
    const second = await runDispatcher(harness, [lane], async ({ correlation }) => {
      again += 1;
      return accepted(`wamid.${correlation}`);
    });
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ unknown: 5 }), within);
    await second.stop();
    expect(again).toBe(0);
  });

  test("sends what it had claimed without hearing so: the claim's answer was lost, nothing had left", async () => {
    const lane = await harness.tenant();
    const losing = { lose: true };
    const running = await runAccepting({ engine: losingClaims(harness.engine, losing) }, [lane]);
    await accept(harness, newMessages(lane, 5, 5000));
    running.dispatcher.wake(null);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sending: 5 }), within);
    losing.lose = false;
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 5 }), within);
    await running.stop();
    expect(running.sent).toHaveLength(5);
  });

  test("gives back what a claim brings while its shard is handed over, before the next owner looks", async () => {
    const lane = await harness.tenant();
    const slow = { claimed: Promise.withResolvers<void>(), heard: Promise.withResolvers<void>() };
    const running = await runAccepting({ engine: slowClaims(harness.engine, slow) }, [lane]);
    await accept(harness, newMessages(lane, 5, 6000));
    running.dispatcher.wake(null);
    await slow.claimed.promise;
    const handedOver = running.dispatcher.lose([`shard-${lane.shard}`], "release");
    slow.heard.resolve();
    await handedOver;
    expect(await statusesOf(harness, lane)).toEqual({ queued: 5 });
    await running.stop();
    expect(running.sent).toEqual([]);
  });

  test("waits for what the same process was sending when its lease ran out, and has no doubt of it", async () => {
    const lane = await harness.tenant();
    const answer = Promise.withResolvers<Outcome>();
    const early = newMessage(lane, { recipient: "+14155557000" });
    const late = newMessage(lane, { recipient: "+14155557001" });
    const stale: number[] = [];
    const running = await runDispatcher(
      harness,
      [lane],
      ({ to, correlation }) =>
        to === early.recipient ? answer.promise : Promise.resolve(accepted(`wamid.${correlation}`)),
      { counters: { stale: (count) => stale.push(count) } },
    );
    await accept(harness, [early]);
    running.dispatcher.wake(null);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sending: 1 }), within);
    const former = running.node.id();
    await harness.engine.query("delete from node where id = $1", [former]);
    await vi.waitFor(() => expect([null, former]).not.toContain(running.node.id()), within);
    // New work is looked at after what was left, so its end says that the look is over.
    await accept(harness, [late]);
    await vi.waitFor(
      async () => expect(await statusesOf(harness, lane)).toEqual({ sending: 1, sent: 1 }),
      within,
    );
    answer.resolve(accepted("wamid.early"));
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 2 }), within);
    await running.stop();
    expect(stale).toEqual([]);
  });

  test("keeps a provider's acceptance as evidence when the lane has another owner by then", async () => {
    const lane = await harness.tenant();
    const answer = Promise.withResolvers<Outcome>();
    const stale: number[] = [];
    const running = await runDispatcher(harness, [lane], () => answer.promise, {
      counters: { stale: (count) => stale.push(count) },
    });
    const message = newMessage(lane);
    await accept(harness, [message]);
    running.dispatcher.wake(null);
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sending: 1 }), within);
    // What the next owner does on taking the shard over.
    await harness.engine.query("update attempt set state = 'unknown' where message_id = $1", [message.id]);
    await harness.engine.query("delete from lane_entry where message_id = $1", [message.id]);
    await harness.engine.query("update message set status = 'unknown' where id = $1", [message.id]);
    answer.resolve(accepted("wamid.late"));
    await vi.waitFor(async () => expect(await statusesOf(harness, lane)).toEqual({ sent: 1 }), within);
    await running.stop();
    expect(stale).toEqual([1]);
  });
});

/** Says that it has claimed something before the claimer hears so. */
function slowClaims(
  engine: Database,
  { claimed, heard }: Record<"claimed" | "heard", PromiseWithResolvers<void>>,
): Database {
  const query = async (statement: { name?: string }, ...rest: unknown[]): Promise<unknown> => {
    const answer = await Reflect.apply(engine.query, engine, [statement, ...rest]);
    if (statement.name === "claim_messages" && (answer as { rows: unknown[] }).rows.length > 0) {
      claimed.resolve();
      await heard.promise;
    }
    return answer;
  };
  return { ...engine, query: query as Database["query"] };
}

/** A database whose answers to committed claims never arrive while `losing.lose` is set. */
function losingClaims(engine: Database, losing: { lose: boolean }): Database {
  const query = async (statement: { name?: string }, ...rest: unknown[]): Promise<unknown> => {
    const answer = await Reflect.apply(engine.query, engine, [statement, ...rest]);
    const claimed = (answer as { rows: unknown[] }).rows.length > 0;
    if (losing.lose && claimed && statement.name === "claim_messages") throw new Error("connection lost");
    return answer;
  };
  return { ...engine, query: query as Database["query"] };
}

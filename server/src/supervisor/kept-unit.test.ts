// What stays up while units end, fail and are replaced; the units are promises, and no process.

import { expect, onTestFinished, test, vi } from "vitest";
import { type KeptUnit, keepRunning, type Unit } from "./kept-unit.ts";

/** One start of the unit: how it ends is the test's to say. */
type Start = {
  beside: boolean;
  ready(): void;
  fail(why: string): void;
  end(how: string): void;
  stopped: boolean;
};

test("a successor takes over when it is ready, and only then does the old one stop", async () => {
  const { kept, starts } = await begin();
  const replaced = kept.replace();
  await vi.waitFor(() => expect(starts).toHaveLength(2));
  expect([starts[1]?.beside, starts[0]?.stopped]).toEqual([true, false]);
  starts[1]?.ready();
  await replaced;
  expect([starts[0]?.stopped, starts[1]?.stopped]).toEqual([true, false]);
});

test("a successor that does not start changes nothing", async () => {
  const { kept, starts } = await begin();
  const replaced = kept.replace();
  await vi.waitFor(() => expect(starts).toHaveLength(2));
  starts[1]?.fail("no schema");
  await expect(replaced).rejects.toThrow("no schema");
  expect(starts[0]?.stopped).toBe(false);
});

test("one that crashes while its successor starts is not started a third time", async () => {
  const { kept, starts, said } = await begin();
  const replaced = kept.replace();
  await vi.waitFor(() => expect(starts).toHaveLength(2));
  starts[0]?.end("crashed");
  starts[1]?.ready();
  await replaced;
  starts[1]?.end("crashed later");
  await vi.waitFor(() => expect(starts).toHaveLength(3));
  expect([said, starts[2]?.beside]).toEqual([["it crashed later; starting it again in 250 ms."], false]);
  starts[2]?.ready();
});

test("one that crashes and whose successor fails is started again", async () => {
  const { kept, starts } = await begin();
  const replaced = kept.replace();
  await vi.waitFor(() => expect(starts).toHaveLength(2));
  starts[0]?.end("crashed");
  starts[1]?.fail("no schema");
  await expect(replaced).rejects.toThrow("no schema");
  await vi.waitFor(() => expect(starts).toHaveLength(3));
  starts[2]?.ready();
});

test("a stop during a replacement stops both", async () => {
  const { kept, starts } = await begin();
  const replaced = kept.replace();
  await vi.waitFor(() => expect(starts).toHaveLength(2));
  const stopping = kept.stop();
  starts[1]?.ready();
  await Promise.all([replaced, stopping]);
  expect(starts.map((start) => start.stopped)).toEqual([true, true]);
});

async function begin(): Promise<{ kept: KeptUnit; starts: Start[]; said: string[] }> {
  const starts: Start[] = [];
  const said: string[] = [];
  const unit: Unit = {
    name: "it",
    start: (_signal, beside) =>
      new Promise((resolve, reject) => {
        const { promise: ended, resolve: end } = Promise.withResolvers<string>();
        const start: Start = {
          beside,
          stopped: false,
          ready: () =>
            resolve({
              ended,
              stop: async () => {
                start.stopped = true;
                end("stopped");
              },
            }),
          fail: (why) => reject(new Error(why)),
          end,
        };
        starts.push(start);
        if (starts.length === 1) start.ready();
      }),
  };
  const kept = await keepRunning(unit, {
    stop: new AbortController().signal,
    report: (sentence) => said.push(sentence),
  });
  onTestFinished(() => kept.stop());
  return { kept, starts, said };
}

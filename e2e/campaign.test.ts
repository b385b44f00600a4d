// A campaign to three hundred people while control and transport are killed under it: each gets one message, a pause
// holds within a second, and the figures are what is in the rows; who followed a link is counted. KILL_POINTS=100 for
// the long run.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { randomFrom } from "./faults/random.ts";
import { last } from "./faults/wait.ts";
import { countCopies } from "./simulated.ts";
import { type Json, type Stack, startStack } from "./stack.ts";

const killPoints = Number(process.env["KILL_POINTS"] ?? 4);
const perMinute = 1_500;
const people = Math.max(300, killPoints * 50);
const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

/** None of them ends as the simulator's people with habits do. */
const phoneOf = (place: number): string => `+1415${6_100_100 + place}`;

/** Who was killed often is not started again at once. */
const restart = { timeout: 60_000, interval: 100 };

/** The product may just have lost the process that answers. */
async function ask(method: string, path: string, body?: unknown): Promise<Json> {
  return vi.waitFor(async () => {
    const answer = await stack.request(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    return answer.body;
  }, restart);
}

/** Through a file, as people do. */
async function importPeople(name: string, length: number): Promise<string> {
  const { id } = await ask("POST", "/v1/lists", { name });
  const rows = Array.from({ length }, (_, place) => `${phoneOf(place)},Asha ${place}`);
  const headers = { authorization: `Bearer ${stack.apiKey}`, "content-type": "text/csv" };
  const body = ["phone,name", ...rows].join("\n");
  const url = `${stack.apiUrl}/v1/contacts/import?list=${id}&mode=commit`;
  const begun: Json = await (await fetch(url, { method: "POST", headers, body })).json();
  await vi.waitFor(
    async () => expect(await ask("GET", `/v1/contacts/import/${begun.id}`)).toMatchObject({ state: "done" }),
    { timeout: 20_000, interval: 100 },
  );
  return id;
}

/** How many people have got anything. */
async function reached(): Promise<number> {
  return (await countCopies(stack.simulatorUrl)).size;
}

async function kill(whom: "control" | "transport"): Promise<void> {
  const pid = await vi.waitFor(() => {
    const [found] = stack.processes()[whom];
    if (found === undefined) throw new Error(`no ${whom} is running`);
    return found;
  }, restart);
  process.kill(pid, "SIGKILL");
}

test(
  `${people} people get one message each, whatever of ${killPoints} times is killed (KILL_SEED=${seed})`,
  async () => {
    const random = randomFrom(seed);
    const list = await importPeople("Spring", people);
    const message = { type: "text", text: { body: "The spring sale has begun" } };
    const made = await ask("POST", "/v1/campaigns", {
      name: "Spring",
      message,
      audience: { list },
      rate: { count: perMinute, per: "minute" },
    });
    const path = `/v1/campaigns/${made.id}`;
    expect(await ask("POST", `${path}/launch`, { skip_test: true })).toMatchObject({ status: "running" });
    await vi.waitFor(async () => expect(await reached()).toBeGreaterThan(5), {
      timeout: 20_000,
      interval: 50,
    });

    const third = Math.ceil(killPoints / 3);
    for (let kills = 0; kills < killPoints; kills += 1) {
      // oxlint-disable no-await-in-loop -- one kill after the other
      if (kills === third) await pauseAndResume(path);
      await last(random.between(50, 900));
      await kill(random.pick(["control", "transport"] as const));
      // oxlint-enable no-await-in-loop
    }

    const finished = await vi.waitFor(
      async () => {
        const campaign = await ask("GET", path);
        expect(campaign).toMatchObject({ status: "finished" });
        return campaign;
      },
      { timeout: 60_000 + killPoints * 2_000, interval: 200 },
    );
    expect(finished.paused).toBeNull();
    await expectOneEach(path);
    const { data } = await ask("GET", `/v1/messages?campaign=${made.id}&limit=200`);
    expect(data).toHaveLength(200);
  },
  180_000 + killPoints * 8_000,
);

test("who was sent on by a link is counted, though its process is killed in that moment", async () => {
  const list = await importPeople("Links", 40);
  const message = { type: "text", text: { body: "Look: https://shop.example/spring" } };
  const made = await ask("POST", "/v1/campaigns", {
    name: "Links",
    message,
    audience: { list },
    track_links: true,
  });
  await ask("POST", `/v1/campaigns/${made.id}/launch`, { skip_test: true });
  const links = await vi.waitFor(
    async () => {
      const { data } = await ask("GET", `/v1/messages?campaign=${made.id}&limit=200`);
      expect(data).toHaveLength(40);
      const whole = await Promise.all(data.map(({ id }: Json) => ask("GET", `/v1/messages/${id}`)));
      return whole.map(({ text }) => /\/l\/[\w-]{12}/.exec(text.body)?.[0] ?? "");
    },
    { timeout: 20_000, interval: 100 },
  );
  let answered = 0;
  const taps = links.map(async (link) => {
    await follow(link);
    answered += 1;
    if (answered === 5) await kill("control");
  });
  await Promise.allSettled(taps);
  expect(answered).toBeGreaterThanOrEqual(5);
  const { funnel } = await ask("GET", `/v1/campaigns/${made.id}/analytics`);
  expect(funnel.clicked).toBeGreaterThanOrEqual(answered);
}, 60_000);

/** As a phone's browser asks, which is not told to follow. Rejects for whoever got no answer. */
async function follow(link: string): Promise<void> {
  const headers = {
    "user-agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0 Mobile Safari/537.36",
  };
  const { status } = await fetch(stack.apiUrl + link, { headers, redirect: "manual" });
  expect(status).toBe(302);
}

/** What had left before the answer may still arrive; after a second nothing does. */
async function pauseAndResume(path: string): Promise<void> {
  expect(await ask("POST", `${path}/pause`)).toMatchObject({ status: "paused" });
  await last(1_000);
  const before = await reached();
  await last(1_500);
  expect(await reached()).toBe(before);
  expect(await ask("POST", `${path}/resume`)).toMatchObject({ status: "running" });
}

/** Who was in a process's hands when it was killed may have got nothing: that is a doubt, and is not sent twice. */
async function expectOneEach(path: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const copies = await countCopies(stack.simulatorUrl);
      expect([...copies].filter(([, count]) => count !== 1)).toEqual([]);
      const doubtful = (await ask("GET", `${path}/recipients?status=unknown&limit=200`)).data;
      const missing = Array.from({ length: people }, (_, place) => phoneOf(place)).filter(
        (phone) => !copies.has(phone),
      );
      expect(doubtful.map(({ phone }: Json) => phone)).toEqual(expect.arrayContaining(missing));
      const { funnel, waiting } = await ask("GET", `${path}/analytics`);
      expect(funnel).toMatchObject({ audience: people, eligible: people, failed: 0, skipped: 0 });
      expect([funnel.sent + funnel.unknown, waiting]).toEqual([people, 0]);
      expect(funnel.sent).toBeGreaterThanOrEqual(copies.size - doubtful.length);
    },
    { timeout: 30_000, interval: 200 },
  );
}

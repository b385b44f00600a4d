// Files of 90 MB in and out: what they cost the processes in memory, which must not grow with the file.

import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type House, startHouse } from "./house/house.ts";
import type { Benchmark } from "./main.ts";
import { memoryOf } from "./measure/memory.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const media: Benchmark = {
  summary: "memory of control and transport while files of 90 MB are uploaded, downloaded and sent",
  run,
};

const fileBytes = 90 * 1024 * 1024;
const atOnce = 8;
/** Far below one file, and with eight of them at once. */
const growthMaxMb = 80;

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const house = await startHouse(end, { transport: true, profiles });
  const [key = ""] = await house.createKeys(1);
  const small = await upload(house, key, 64 * 1024);
  await download(house, key, small);
  const rows: Cell[][] = [];
  const ids: string[] = [];
  await step(house, rows, "one upload", async () => void ids.push(await upload(house, key, fileBytes)));
  await step(house, rows, `${atOnce} uploads at once`, async () => {
    const more = await Promise.all(Array.from({ length: atOnce }, () => upload(house, key, fileBytes)));
    ids.push(...more);
  });
  await step(house, rows, `${atOnce} downloads at once`, async () => {
    await Promise.all(ids.slice(0, atOnce).map((id) => download(house, key, id)));
  });
  await step(house, rows, "sent to 20 people", () => sendToAll(house, key, ids[0] ?? ""));
  printTable(["step", "seconds", "control +MB", "transport +MB"], rows);
  const worst = Math.max(...rows.flatMap(([, , control, transport]) => [Number(control), Number(transport)]));
  console.log(`  ${worst <= growthMaxMb ? "within" : "BEYOND"} ${growthMaxMb} MB of growth`);
}

/** The most each process grew by while `work` went on. */
async function step(house: House, rows: Cell[][], name: string, work: () => Promise<void>): Promise<void> {
  const watched = ["control", "transport"].map((role) => {
    const pid = house.processes.find((one) => one.name === role)?.pid ?? 0;
    const before = memoryOf(pid).rss;
    return { pid, before, peak: before };
  });
  const look = setInterval(() => {
    for (const one of watched) one.peak = Math.max(one.peak, memoryOf(one.pid).rss);
  }, 20);
  const start = performance.now();
  await work();
  clearInterval(look);
  rows.push([name, (performance.now() - start) / 1000, ...watched.map(({ peak, before }) => peak - before)]);
}

async function upload({ port }: House, key: string, bytes: number): Promise<string> {
  const sending = request({
    port,
    path: "/v1/media",
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/pdf", "content-length": bytes },
  });
  const answered = once(sending, "response");
  const chunk = Buffer.alloc(64 * 1024, 32);
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    const part = sent === 0 ? Buffer.concat([Buffer.from("%PDF-1.7\n"), chunk.subarray(9)]) : chunk;
    if (!sending.write(part.subarray(0, bytes - sent))) await once(sending, "drain");
  }
  sending.end();
  const [response] = await answered;
  let text = "";
  for await (const part of response) text += String(part);
  const record = JSON.parse(text) as { id?: string };
  if (record.id === undefined) throw new Error(`the upload was answered with ${text}`);
  return record.id;
}

async function download({ port }: House, key: string, id: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/media/${id}/content`, {
    headers: { authorization: `Bearer ${key}` },
  });
  for await (const chunk of answer.body ?? []) void chunk;
}

async function sendToAll({ port, simulatorUrl }: House, key: string, id: string): Promise<void> {
  const people = Array.from({ length: 20 }, (_, n) => `1415555${4100 + n}`);
  const messages = people.map((to) => ({ to: `+${to}`, type: "document", document: { id } }));
  const answer = await fetch(`http://127.0.0.1:${port}/v1/messages/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ messages }),
  });
  if (!answer.ok) throw new Error(`the batch was answered with ${await answer.text()}`);
  for (const to of people) {
    while (!(await hasReceived(simulatorUrl, to))) await delay(50);
  }
}

async function hasReceived(simulatorUrl: string, to: string): Promise<boolean> {
  const answer = await fetch(`${simulatorUrl}/_sim/ledger?to=${to}`);
  return ((await answer.json()) as { data: unknown[] }).data.length > 0;
}

// A file of a million people: how long until they are contacts, against a plain COPY of the same file, and in
// what memory.

import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { finished } from "node:stream/promises";
import { request } from "undici";
import { type House, startHouse } from "./house/house.ts";
import type { Benchmark, Choices } from "./main.ts";
import { memoryOf } from "./measure/memory.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const importing: Benchmark = {
  summary:
    "a file of a million people becomes contacts: seconds, against a plain COPY, and memory (--short: 50,000)",
  run,
};

const peopleMax = 1_000_000;
const secondsMax = 60;
const memoryMaxMb = 200;

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const count = short ? peopleMax / 20 : peopleMax;
  const house = await startHouse(end, { transport: false, profiles });
  const idle = memoryOf(controlOf(house)).rss;
  const [key = ""] = await house.createKeys(1);
  const file = join(house.database.dataDir, "people.csv");
  await writePeople(file, count);
  // What a process takes the first time is not the file's; a few, because what is tried leaves its dead rows behind.
  const few = join(house.database.dataDir, "few.csv");
  await writePeople(few, peopleMax / 50);
  await importFile(house, key, few, { mode: "dry_run", duplicates: "merge" });
  const copied = await copySeconds(house, file);
  const rows: Cell[][] = [
    ["control, before any file", null, null, null, idle, null],
    ["plain COPY", copied, count / copied, 1, null, null],
  ];
  let first = { seconds: 0, rss: 0 };
  const steps: [string, "created" | "unchanged", Record<string, string>][] = [
    ["all are new", "created", { mode: "commit" }],
    ["all are known, nothing changes", "unchanged", { mode: "commit", update: "empty" }],
    ["all are known, tried only", "unchanged", { mode: "dry_run", update: "always" }],
  ];
  for (const [name, outcome, query] of steps) {
    const { seconds, rss, shown } = await measured(house, () => importFile(house, key, file, query));
    // Refusing a row is quick, too.
    if (shown[outcome] !== count) throw new Error(`${name}: ${JSON.stringify(shown)}`);
    if (name === "all are new") first = { seconds, rss };
    rows.push([name, seconds, count / seconds, seconds / copied, rss, rss - idle]);
  }
  const columns = ["seconds", "rows/s", "of COPY", "control MB", "above idle"];
  printTable([`${count.toLocaleString("en")} people`, ...columns], rows);
  if (short) return;
  const isWithin = first.seconds <= secondsMax && first.rss <= memoryMaxMb;
  console.log(`  ${isWithin ? "within" : "BEYOND"} ${secondsMax} s and ${memoryMaxMb} MB for a first import`);
}

async function writePeople(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  file.write("Name,Mobile no.,City,Language,Tags\n");
  const cities = ["Pune", "Kochi", "Agra", "Delhi", "Surat"];
  for (let n = 0; n < count; n++) {
    const line = `Person ${n},98${String(10_000_000 + n)},${cities[n % 5]},hi-IN,autumn\n`;
    if (!file.write(line)) await once(file, "drain");
  }
  file.end();
  await finished(file);
}

/** Into a table with nothing to keep up: as fast as this machine stores a file's rows at all. */
async function copySeconds({ database }: House, path: string): Promise<number> {
  const columns = "name text, phone text, city text, language text, tags text";
  await database.administer(`create table copied (${columns})`);
  const start = performance.now();
  await database.administer(`copy copied from '${path}' with (format csv, header)`);
  const seconds = (performance.now() - start) / 1_000;
  await database.administer("drop table copied");
  return seconds;
}

type Measured = { seconds: number; rss: number; shown: Shown };

async function measured(house: House, work: () => Promise<Shown>): Promise<Measured> {
  const pid = controlOf(house);
  let rss = 0;
  const look = setInterval(() => (rss = Math.max(rss, memoryOf(pid).rss)), 100);
  const start = performance.now();
  const shown = await work();
  clearInterval(look);
  return { seconds: (performance.now() - start) / 1_000, rss, shown };
}

function controlOf({ processes }: House): number {
  return processes.find(({ name }) => name === "control")?.pid ?? 0;
}

async function importFile(
  { port }: House,
  key: string,
  path: string,
  rules: Record<string, string>,
): Promise<Shown> {
  const url = `http://127.0.0.1:${port}/v1/contacts/import`;
  const headers = { authorization: `Bearer ${key}` };
  const query = { country: "IN", ...rules };
  const body = createReadStream(path, { highWaterMark: 256 * 1024 });
  const answer = await request(url, { method: "POST", query, headers, body });
  const begun = (await answer.body.json()) as Shown;
  for (;;) {
    const shown = (await (await request(`${url}/${begun.id}`, { headers })).body.json()) as Shown;
    if (shown.state === "done") return shown;
    if (shown.state !== "waiting" && shown.state !== "running") throw new Error(JSON.stringify(shown));
    await delay(100);
  }
}

type Shown = { id: string; state: string; created: number; unchanged: number };

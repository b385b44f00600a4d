// Who follows events and hears nothing: what thousands of idle streams cost one control process.

import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { post } from "./house/post.ts";
import { startHouse } from "./house/house.ts";
import type { Benchmark, Choices } from "./main.ts";
import { cpuDuring } from "./measure/cpu.ts";
import { memoryOf } from "./measure/memory.ts";
import { printTable } from "./measure/table.ts";

export const listeners: Benchmark = {
  summary: "idle event streams on one control process: memory each, CPU, and how soon all hear of a change",
  run,
};

const keyCount = 8;
const idleSeconds = 20;

type Line = { socket: Socket; heard: number; bytes: number };

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const count = short ? 500 : 5_000;
  const house = await startHouse(end, { transport: false, profiles });
  const keys = await house.createKeys(keyCount);
  const control = house.processes.find(({ name }) => name === "control");
  if (control === undefined) throw new Error("there is no control process");
  const lines: Line[] = [];
  end.defer(() => {
    for (const { socket } of lines) socket.destroy();
  });
  // What the first of them brings along is not theirs.
  for (let made = 0; made < 20; made++) lines.push(await follow(house.port, keys[made % keyCount]!));
  await delay(2_000);
  const before = memoryOf(control.pid).rss;
  for (let made = 0; made < count; made += 50) {
    const some = Array.from({ length: 50 }, (_, index) => follow(house.port, keys[index % keyCount]!));
    lines.push(...(await Promise.all(some)));
  }
  const { cpu } = await cpuDuring([control], () => delay(idleSeconds * 1_000));
  const after = memoryOf(control.pid).rss;
  const began = performance.now();
  await post(house, "/v1/messages", { to: "+14155550123", type: "text", text: { body: "Hello" } });
  while (lines.some(({ heard }) => heard === 0)) await delay(5);
  printTable(
    ["streams", "KB each", "CPU while idle, % of a core", "all heard after ms", "still open"],
    [
      [
        String(lines.length),
        ((after - before) * 1024) / count,
        ((cpu["control"] ?? 0) / idleSeconds) * 100,
        performance.now() - began,
        String(lines.filter(({ socket }) => !socket.destroyed).length),
      ],
    ],
  );
}

/** Again when the process is busy with those before. */
async function follow(port: number, key: string): Promise<Line> {
  for (;;) {
    const line = await open(port, key);
    if (line !== null) return line;
    await delay(200);
  }
}

/** A line without a client, which would need more memory than the server. Null when it was refused. */
function open(port: number, key: string): Promise<Line | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const line: Line = { socket, heard: 0, bytes: 0 };
    socket.once("error", reject);
    socket.on("data", (data) => {
      const isFollowing = line.bytes > 0 || data.includes("HTTP/1.1 200 ");
      if (!isFollowing) socket.destroy();
      if (line.bytes === 0) resolve(isFollowing ? line : null);
      line.bytes += data.length;
      if (data.includes("data: {")) line.heard += 1;
    });
    socket.write(
      `GET /v1/events HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\nauthorization: Bearer ${key}\r\n\r\n`,
    );
  });
}

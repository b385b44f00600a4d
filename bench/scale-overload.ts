// Overload: far more callers than one control process serves at once. Who is let in is served well, the others hear so.

import { connect } from "node:net";
import { startHouse } from "./house/house.ts";
import { createRecipients } from "./load/recipients.ts";
import { requestHead } from "./load/request-text.ts";
import type { Benchmark, Choices } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const overload: Benchmark = {
  summary: "how long accepted and refused requests take, and whether any is half done, with too many callers",
  run,
};

/** The last is three times what is let in at once. */
const crowds = [256, 1_000, 3_000];
const keyCount = 40;
/** Who hears 503 comes back a little later, as a client that reads Retry-After would much later. */
const comeBackMs = 200;

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const house = await startHouse(end, { transport: false, profiles });
  const keys = await house.createKeys(keyCount);
  using memory = watchMemory(house.processes);
  const seconds = short ? 4 : 10;
  const rows: Cell[][] = [];
  let accepted = 0;
  for (const crowd of [64, ...crowds]) {
    const answers = await besiege(house.port, keys, crowd, seconds);
    accepted += answers.accepted.length;
    if (crowd === 64) continue;
    const { accepted: took, refused, other } = answers;
    rows.push([
      String(crowd),
      took.length / seconds,
      at(took, 0.5),
      at(took, 0.99),
      refused.length / seconds,
      at(refused, 0.99),
      other,
    ]);
  }
  printTable(["callers", "202/s", "p50 ms", "p99 ms", "503/s", "p99 ms of 503", "anything else"], rows);
  const { rows: counted } = await house.engine.query<{ count: number }>(
    "select count(*)::int as count from message",
  );
  const stored = counted[0]?.count ?? 0;
  console.log(
    `  ${accepted} were answered 202, ${stored} are stored: ${accepted === stored ? "the same" : "WRONG"}`,
  );
  memory.print();
  if (accepted !== stored) process.exitCode = 1;
}

type Answers = { accepted: number[]; refused: number[]; other: number };

async function besiege(
  port: number,
  keys: readonly string[],
  crowd: number,
  seconds: number,
): Promise<Answers> {
  const answers: Answers = { accepted: [], refused: [], other: 0 };
  const deadline = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: crowd }, (_, caller) =>
      call(port, keys[caller % keys.length] ?? "", deadline, answers),
    ),
  );
  return answers;
}

const recipient = createRecipients();

function call(port: number, key: string, deadline: number, answers: Answers): Promise<void> {
  const head = requestHead("/v1/messages", { authorization: `Bearer ${key}` });
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let [asked, text] = [0, ""];
    const ask = (): void => {
      asked = performance.now();
      if (asked >= deadline) return (void socket.destroy(), resolve());
      const body = JSON.stringify({
        to: recipient(),
        type: "text",
        text: { body: "Your order is on its way." },
      });
      socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`);
    };
    socket.once("connect", ask).once("error", reject);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const headEnd = text.indexOf("\r\n\r\n");
      const length = Number(/\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (headEnd < 0 || text.length < headEnd + 4 + length) return;
      const status = text.slice(9, 12);
      text = "";
      const waited = performance.now() - asked;
      if (status === "202") answers.accepted.push(waited);
      else if (status === "503") answers.refused.push(waited);
      else answers.other += 1;
      if (status === "202") ask();
      else setTimeout(ask, comeBackMs);
    });
  });
}

function at(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

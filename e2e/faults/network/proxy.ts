// A TCP connection to Postgres that can go bad: it swallows bytes, is slow, or breaks after so many of them.

import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";

/** What is wrong with the line now. Half-open connections stay dead when the line is well again. */
export type Trouble =
  /** Nothing gets through and nothing is closed; `answers` lets requests through and keeps what comes back. */
  | { kind: "swallow"; what: "both ways" | "answers"; newToo: boolean }
  | { kind: "delay"; ms: number }
  /** Each connection is reset after so many bytes of answers. */
  | { kind: "cut"; afterBytes: number };

export type Proxy = {
  port: number;
  /** Null makes the line well again. */
  set(trouble: Trouble | null): void;
  close(): Promise<void>;
};

type Line = { trouble: Trouble | null; pairs: Set<Pair> };
/** `trouble` is the connection's own: a half-open one does not recover. */
type Pair = { near: Socket; far: Socket; dead: Trouble | null; answered: number };

/** `socketPath` is where the real server listens. */
export async function startProxy(socketPath: string): Promise<Proxy> {
  const line: Line = { trouble: null, pairs: new Set() };
  const server = createServer((near) => join(line, near, socketPath));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    set: (trouble) => {
      line.trouble = trouble;
      for (const pair of line.pairs) {
        pair.answered = 0;
        if (trouble?.kind === "swallow") pair.dead = trouble;
      }
    },
    close: async () => {
      for (const { near, far } of line.pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}

function join(line: Line, near: Socket, socketPath: string): void {
  const { trouble } = line;
  const dead = trouble?.kind === "swallow" && trouble.newToo ? trouble : null;
  const pair: Pair = { near, far: connect(socketPath), dead, answered: 0 };
  line.pairs.add(pair);
  pass(line, pair, "near", "far");
  pass(line, pair, "far", "near");
}

function pass(line: Line, pair: Pair, from: "near" | "far", to: "near" | "far"): void {
  const [source, target] = [pair[from], pair[to]];
  source.on("data", (bytes: Buffer) => {
    if (pair.dead?.kind === "swallow" && (pair.dead.what === "both ways" || from === "far")) return;
    const { trouble } = line;
    if (trouble?.kind === "cut" && from === "far" && (pair.answered += bytes.length) > trouble.afterBytes) {
      pair.near.resetAndDestroy();
      pair.far.destroy();
      return;
    }
    if (trouble?.kind !== "delay") return void target.write(bytes);
    // In order, because every chunk waits equally long.
    setTimeout(() => target.writable && target.write(bytes), trouble.ms);
  });
  source.on("error", () => undefined);
  source.on("close", () => {
    // The server hears of a client that gave up; a client hears nothing over a dead line.
    if (pair.dead !== null && from === "far") return;
    line.pairs.delete(pair);
    target.destroy();
  });
}

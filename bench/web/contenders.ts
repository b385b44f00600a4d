// The two sides of the WhatsApp Web benchmark as processes, as the benchmark itself speaks to them.

import { once } from "node:events";
import type { BenchDatabase } from "../house/database.ts";
import { type Role, startRole } from "../house/role.ts";
import type { Answers, Task } from "./tasks.ts";
import type { WebSimulator } from "./simulator.ts";

export type ContenderProcess = Role & {
  ask<Kind extends Task["do"]>(task: Extract<Task, { do: Kind }>): Promise<Answers[Kind]>;
  /** Hangs up and goes: what it knows, it must have kept. */
  finish(): Promise<void>;
};

export type Ground = {
  end: AsyncDisposableStack;
  database: BenchDatabase;
  simulator: WebSimulator;
  masterKey: string;
  /** For whoever has no database. */
  directory: string;
  profiles: string | undefined;
};

export type Side = "ours" | "bare";

const modules: Readonly<Record<Side, URL>> = {
  ours: new URL("./ours.ts", import.meta.url),
  bare: new URL("./bare.ts", import.meta.url),
};

/** `stage` tells the profiles of one side apart. */
export async function startContender(ground: Ground, side: Side, stage: string): Promise<ContenderProcess> {
  const { end, database, simulator, masterKey, directory, profiles } = ground;
  const args = {
    ours: [database.url, masterKey, simulator.url],
    bare: [directory, simulator.url],
  };
  const role = await startRole(end, {
    name: profiles === undefined ? side : `${side}-${stage}`,
    module: modules[side],
    args: args[side],
    env: process.env,
    profiles,
    flags: ["--expose-gc"],
  });
  const ask = (task: Task): Promise<unknown> => {
    const { child } = role;
    child.send(task);
    return new Promise((resolve, reject) => {
      const settle = (said: { answer: unknown } | { error: string }): void => {
        child.off("message", settle).off("exit", ended);
        if ("error" in said) reject(new Error(`${side} could not ${task.do}: ${said.error}`));
        else resolve(said.answer);
      };
      const ended = (): void => settle({ error: "its process ended" });
      child.on("message", settle).on("exit", ended);
    });
  };
  return {
    ...role,
    name: side,
    ask: (task) => ask(task) as never,
    finish: async () => {
      const ended = once(role.child, "exit");
      await ask({ do: "end" });
      await ended;
    },
  };
}

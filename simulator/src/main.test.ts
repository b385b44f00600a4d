// The simulator as its own process.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { isObject } from "./json.ts";

let child: ChildProcess;
afterEach(() => void child.kill("SIGKILL"));

async function start(): Promise<string> {
  const env = { ...process.env, WAYPOST_SIMULATOR_PORT: "0", WAYPOST_SIMULATOR_SEED: "7" };
  child = fork(new URL("main.ts", import.meta.url), { env, execArgv: [] });
  const [ready]: unknown[] = await once(child, "message");
  expect(ready).toMatchObject({ type: "ready" });
  return isObject(ready) ? String(ready["url"]) : "";
}

test("says where it is, takes its seed from the environment, and stops on SIGTERM", async () => {
  const url = await start();
  expect(await (await fetch(`${url}/_sim/config`)).json()).toMatchObject({
    graph_url: `${url}/graph`,
    version: "v25.0",
  });
  expect(await (await fetch(`${url}/_sim/faults`)).json()).toMatchObject({ seed: 7 });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("goes when its parent goes", async () => {
  await start();
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});

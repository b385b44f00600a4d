// Several tenants on one Waypost, each with a key and senders of its own, writing to the same people.

import { runCommand } from "../../graceful/command.ts";
import type { Json, Stack } from "../../stack.ts";
import { until } from "../wait.ts";

export type Tenant = { name: string; key: string; senders: Sender[] };

/** `number` is written as the ledger writes it: digits only. */
export type Sender = { id: string; number: string };

/** The first tenant is the one that every installation begins with. */
export async function createTenants(stack: Stack, count: number, sendersEach: number): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  for (let n = 0; n < count; n += 1) {
    const name = n === 0 ? "default" : `tenant-${n}`;
    const key = n === 0 ? stack.apiKey : await createTenant(stack, name);
    tenants.push({ name, key, senders: await createSenders(stack, key, sendersEach) });
  }
  return tenants;
}

async function createTenant(stack: Stack, slug: string): Promise<string> {
  await run(stack, "tenants", "create", "--name", slug, "--slug", slug, "--json");
  return createKey(stack, slug, "test");
}

export async function createKey(stack: Stack, tenant: string, mode: "test" | "live"): Promise<string> {
  return JSON.parse(await run(stack, "keys", "create", "--tenant", tenant, "--mode", mode, "--json")).key;
}

async function run({ env }: Stack, ...args: string[]): Promise<string> {
  const { code, output } = await runCommand(env, ...args);
  if (code !== 0) throw new Error(`waypost ${args.join(" ")} ended with ${code}: ${output}`);
  return output.slice(output.indexOf("{"));
}

async function createSenders(stack: Stack, key: string, count: number): Promise<Sender[]> {
  const senders: Sender[] = [];
  for (let n = 0; n < count; n += 1)
    senders.push(await createSender(stack, key, { name: `desk ${n}`, transport: "sandbox" }));
  return senders;
}

export async function createSender(stack: Stack, key: string, body: object): Promise<Sender> {
  return until(
    "a sender is created",
    async () => {
      const answer = await askAs(stack, key, { method: "POST", path: "/v1/senders", body });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return { id: answer.body["id"], number: answer.body["address"].replace("+", "") };
    },
    { timeoutMs: 30_000 },
  );
}

/** One request under a tenant's own key. */
export function askAs(
  stack: Stack,
  key: string,
  { method, path, body }: { method: string; path: string; body?: object },
): Promise<{ status: number; body: Json }> {
  return stack.request(method, path, body, { authorization: `Bearer ${key}` });
}

// What the API shows a tenant: looked at all the time for statuses that go back, and once at the end for everything.

import type { MessageResource } from "@waypost/contract";
import { createClient } from "../../../server/src/client/index.ts";
import type { Accepted, Facts, Told } from "../check/facts.ts";
import type { Sightings } from "../check/sightings.ts";
import type { Random } from "../random.ts";
import type { Stack } from "../../stack.ts";
import { last, until } from "../wait.ts";
import { askAs, type Tenant } from "./tenants.ts";

export type Looking = { stop(): Promise<void> };

/** Messages of each look: the newest, which are the ones that still change. */
const depth = 2_000;
const pageSize = 200;

export function lookAgainAndAgain(stack: Stack, tenants: readonly Tenant[], sightings: Sightings): Looking {
  const ending = new AbortController();
  const looks = tenants.map(async (tenant) => {
    while (!ending.signal.aborted) {
      // What cannot be reached now is looked at later.
      await list(stack, tenant, depth, ({ id, status }) => sightings.see(id, status)).catch(() => undefined);
      await last(500);
    }
  });
  return {
    stop: async () => {
      ending.abort();
      await Promise.all(looks);
    },
  };
}

/** Everything the API has, tenant by tenant. */
export async function listAll(
  stack: Stack,
  tenants: readonly Tenant[],
  sightings: Sightings,
): Promise<Told[]> {
  const told: Told[] = [];
  for (const { name, key } of tenants) {
    await list(stack, { name, key }, Number.POSITIVE_INFINITY, (message) => {
      const { id, status, possible_duplicate: possibleDuplicate } = message;
      sightings.see(id, status);
      told.push({ tenant: name, id, status, possibleDuplicate, text: textOf(message) });
    });
  }
  return told;
}

async function list(
  stack: Stack,
  tenant: Pick<Tenant, "name" | "key">,
  atMost: number,
  see: (message: MessageResource) => void,
): Promise<void> {
  const client = createClient({ url: stack.apiUrl, authorize: () => Promise.resolve(tenant.key) });
  try {
    let after: string | null = null;
    for (let seen = 0; seen < atMost; seen += pageSize) {
      const page = await client.listMessages({ limit: pageSize, ...(after === null ? {} : { after }) });
      if (!page.ok) throw new Error(`${page.failure.code}: ${page.failure.detail}`);
      page.value.data.forEach(see);
      after = page.value.next;
      if (after === null) return;
    }
  } finally {
    await client.close();
  }
}

function textOf(message: MessageResource): string {
  return message.type === "text" ? message.text.body : "";
}

/** Asks for some messages of other tenants by their ids. */
export async function peek(
  stack: Stack,
  tenants: readonly Tenant[],
  accepted: readonly Accepted[],
  random: Random,
): Promise<Facts["peeks"]> {
  const peeks: { tenant: string; id: string; status: number }[] = [];
  for (const { name, key } of tenants) {
    const others = accepted.filter(({ tenant }) => tenant !== name);
    for (let n = 0; n < 20 && others.length > 0; n += 1) {
      const { id } = random.pick(others);
      const status = await until(
        "the API answers",
        async () => {
          const answer = await askAs(stack, key, { method: "GET", path: `/v1/messages/${id}` });
          return answer.status < 500 && answer.status;
        },
        { timeoutMs: 30_000 },
      );
      peeks.push({ tenant: name, id, status });
    }
  }
  return peeks;
}

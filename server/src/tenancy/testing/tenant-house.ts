// What tests of tenants' lives stand on: a server with the platform's gates and two routes that read and change.

import { Type } from "typebox";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Download, Route } from "../../kernel/route.ts";
import { keyRoutes } from "../keys/routes.ts";
import { platformGates } from "../platform/routes.ts";
import { tenantRoutes } from "../tenant-routes.ts";

export type Body = Record<string, unknown>;

export type TenantHouse = Harness & {
  invited: { tenantId: string; email: string }[];
  /** As somebody of the platform's staff, unless it is said. */
  staff(line: string, body?: Body, who?: Parameters<Harness["person"]>[0]): Promise<Answer>;
};

export async function createTenantHouse(downloads: readonly Download[] = []): Promise<TenantHouse> {
  const invited: TenantHouse["invited"] = [];
  const parts = { newId, publicUrl: "http://waypost.test", now: () => new Date() };
  const invite = async (_tx: unknown, { tenantId, email }: TenantHouse["invited"][number]) => {
    invited.push({ tenantId, email });
    return { link: "http://waypost.test/invitation#x", mailed: false };
  };
  const house = await createHarness(
    ({ engine, vault }) => [
      probe("GET"),
      probe("POST"),
      ...keyRoutes({ ...parts, vault }),
      ...tenantRoutes({ ...parts, engine, vault }),
    ],
    {
      downloads,
      gates: ({ engine, vault }) => platformGates({ ...parts, engine, vault, welcome: { invite } }),
    },
  );
  return {
    ...house,
    invited,
    staff: (line, body, who = {}) =>
      ask(house, null, line, {
        headers: house.person({ platform: true, ...who }),
        ...(body === undefined ? {} : { body }),
      }),
  };
}

export function pathOf({ id }: Pick<Tenant, "id">): string {
  return `/v1/platform/tenants/${presentId("ten", id)}`;
}

export function slugOf({ id }: Pick<Tenant, "id">): string {
  return `t-${id}`;
}

/** A message that waits, one attempt at it that was refused, and one that is dead. */
export async function addMessage({ engine }: Pick<Harness, "engine">, tenantId: string): Promise<void> {
  const [id, senderId] = [newId(), newId()];
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst, webhook_key)
     values ($1, $2, 'front desk', 'cloud_api', 'live', '+15550100000', 0, 1, 1, $3)`,
    [tenantId, senderId, `hook of ${tenantId}`],
  );
  await engine.query(
    `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          attention, due_at, unknown_policy, created_at, updated_at)
     values ($1, $2, 'live', $3, 0, '+14155550123', 1, 'utility', 'text', '{}', 'queued', 'dead', now(), 'once', now(),
             now())`,
    [tenantId, id, senderId],
  );
  await engine.query(
    `insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
     values ($1, $3, '+14155550123', $2, 0, 1, 'queued', now() - interval '1 minute')`,
    [tenantId, id, senderId],
  );
  await engine.query(
    `insert into attempt (tenant_id, message_id, number, shard, epoch, state, error, started_at, ended_at)
     values ($1, $2, 1, 0, 1, 'refused', '{"code": "recipient_unreachable"}', now(), now())`,
    [tenantId, id],
  );
}

function probe(method: "GET" | "POST"): Route {
  return {
    method,
    path: "/v1/probe",
    scope: "senders:read",
    summary: "Answers",
    schema: { response: { 200: Type.Unknown() } },
    handler: { kind: "own", handle: async () => ({ status: 200, body: {} }) },
  };
}

// Makes an endpoint, changes it, and replaces its secret: each in its request's transaction.

import { randomBytes } from "node:crypto";
import type { CreateWebhookEndpoint, UpdateWebhookEndpoint } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { AddressRule } from "../kernel/public-address.ts";
import type { Caller, Mode } from "../kernel/route.ts";
import { chooseEndpoint } from "./choose-endpoint.ts";
import {
  currentSecret,
  type EndpointSecrets,
  newSecrets,
  openEndpoint,
  publicKeyOf,
  sealEndpoint,
  withNewSecret,
} from "./secrets.ts";
import {
  countEndpoints,
  type EndpointRow,
  insertEndpoint,
  lockEndpoint,
  lockPlaces,
  readDataKey,
  writeEndpoint,
  writeSecrets,
} from "./store/endpoint.ts";

export type EndpointDeps = {
  vault: Pick<Vault, "seal" | "open">;
  mayReach: AddressRule;
  newId(): string;
  now(): Date;
  /** Throws when the tenant's plan has no place for one more; `count` answers how many there are. */
  roomForEndpoint(
    tx: Tx,
    owner: { tenantId: string; mode: Mode },
    count: () => Promise<number>,
  ): Promise<void>;
};

export type Made = { row: EndpointRow; secret: string };

export async function makeEndpoint(
  deps: EndpointDeps,
  tx: Tx,
  caller: Caller,
  wanted: CreateWebhookEndpoint,
): Promise<Made> {
  const { tenantId, mode } = caller;
  const { choice, headers } = chooseEndpoint(wanted, null, { mayReach: deps.mayReach, caller });
  await deps.roomForEndpoint(tx, caller, () => countWebhookEndpoints(tx, caller));
  await lockPlaces(tx, [tenantId]);
  const secrets = newSecrets(randomBytes(64), headers ?? {});
  const id = deps.newId();
  const sealed = sealEndpoint(deps.vault, await dataKeyOf(tx, tenantId), { tenantId, id }, secrets);
  const [row] = await insertEndpoint(tx, [
    tenantId,
    id,
    mode,
    JSON.stringify(choice),
    publicKeyOf(secrets),
    sealed,
    null,
  ]);
  if (row === undefined)
    throw new AppError("plan_capacity_reached", "A tenant has room for 4095 webhook endpoints.");
  return { row, secret: currentSecret(secrets) };
}

/** Those that are not deleted. */
export async function countWebhookEndpoints(
  tx: Tx,
  { tenantId, mode }: Pick<Caller, "tenantId" | "mode">,
): Promise<number> {
  return (await countEndpoints(tx, [tenantId, mode]))[0]?.count ?? 0;
}

/** Null when there is none. */
export async function changeEndpoint(
  deps: EndpointDeps,
  tx: Tx,
  caller: Caller,
  { id, wanted }: { id: string; wanted: UpdateWebhookEndpoint },
): Promise<EndpointRow | null> {
  const { tenantId, mode } = caller;
  const [former] = await lockEndpoint(tx, [tenantId, mode, id]);
  if (former === undefined) return null;
  if (Object.keys(wanted).some((name) => !changesOfKeys.has(name))) refuseKeysOwn(former);
  const { choice, headers } = chooseEndpoint(wanted, former, { mayReach: deps.mayReach, caller });
  const owner = { tenantId, id };
  const sealed =
    headers === null
      ? former.secrets
      : sealEndpoint(deps.vault, former.data_key, owner, { ...secretsOf(deps, former), headers });
  const state = wanted.state ?? former.state;
  const [row] = await writeEndpoint(tx, [tenantId, id, JSON.stringify(choice), state, sealed]);
  return row ?? null;
}

/** Of an endpoint that belongs to an API key: the rest is what the key's messages ask for. */
const changesOfKeys: ReadonlySet<string> = new Set(["state", "headers", "throttle", "description"]);

function refuseKeysOwn({ key_id }: Pick<EndpointRow, "key_id">): void {
  if (key_id !== null)
    throw new AppError("conflict", "It is told what messages of an API key ask for, signed by that key.");
}

const overlapUsualHours = 24;

/** Null when there is none. */
export async function rotateSecret(
  deps: EndpointDeps,
  tx: Tx,
  { tenantId, mode }: Caller,
  { id, overlapHours = overlapUsualHours }: { id: string; overlapHours: number | undefined },
): Promise<Made | null> {
  const [former] = await lockEndpoint(tx, [tenantId, mode, id]);
  if (former === undefined) return null;
  refuseKeysOwn(former);
  const now = deps.now();
  const until = new Date(now.getTime() + overlapHours * 3_600_000);
  const secrets = withNewSecret(secretsOf(deps, former), randomBytes(32), until, now);
  const sealed = sealEndpoint(deps.vault, former.data_key, { tenantId, id }, secrets);
  const [row] = await writeSecrets(tx, [tenantId, id, sealed, overlapHours === 0 ? null : until]);
  return row === undefined ? null : { row, secret: currentSecret(secrets) };
}

type Sealed = Pick<EndpointRow, "tenant_id" | "id"> & { secrets: Buffer; data_key: Buffer };

function secretsOf(
  { vault }: EndpointDeps,
  { tenant_id: tenantId, id, secrets, data_key }: Sealed,
): EndpointSecrets {
  return openEndpoint(vault, data_key, { tenantId, id }, secrets);
}

export async function dataKeyOf(tx: Tx, tenantId: string): Promise<Buffer> {
  const [row] = await readDataKey(tx, [tenantId]);
  if (row === undefined) throw new Error("a caller's tenant is there");
  return row.data_key;
}

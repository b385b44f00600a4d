// Where the messages of an API key tell what becomes of them: one endpoint for each server they name.

import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller } from "../kernel/route.ts";
import { countWebhookEndpoints, dataKeyOf, type EndpointDeps } from "./change-endpoint.ts";
import { checkEndpointUrl } from "./delivery/courier.ts";
import { publicKeyOf, sealEndpoint, secretsOfKey } from "./secrets.ts";
import { type EndpointChoice, findEndpointOfKey, insertEndpoint, lockPlaces } from "./store/endpoint.ts";

/** As a message's metadata names them, and as `status_callback_of` reads it (0026). */
export type Callbacks = { status_callback: string; status_callback_endpoint: string };

export type MakeCallbacks = (caller: Caller, wanted: { url: string; macKey: Buffer }) => Promise<Callbacks>;

export type CallbackDeps = Omit<EndpointDeps, "now"> & {
  /** Under the application's role. */
  db: Database;
};

/**
 * An endpoint for each server and not for each address, which may name the message: a server that hangs holds up its
 * own. Throws `UrlRefusedError`; an AppError where the plan has no room for one more.
 */
export function createCallbacks(deps: CallbackDeps): MakeCallbacks {
  return async (caller, { url, macKey }) => {
    const address = checkEndpointUrl(url, deps.mayReach);
    address.hash = "";
    const { tenantId, mode, actor } = caller;
    const server = new URL("/", address).href;
    const id = await deps.db.asTenants([tenantId], async (tx) => {
      const [known] = await findEndpointOfKey(tx, [tenantId, mode, actor.id, server]);
      return known?.id ?? make(deps, tx, caller, { server, macKey });
    });
    return { status_callback: address.href, status_callback_endpoint: presentId("whe", id) };
  };
}

/** Of two that are made at once, the later one finds the first. */
async function make(
  { vault, newId, roomForEndpoint }: CallbackDeps,
  tx: Tx,
  caller: Caller,
  { server, macKey }: { server: string; macKey: Buffer },
): Promise<string> {
  const { tenantId, mode, actor } = caller;
  await roomForEndpoint(tx, caller, () => countWebhookEndpoints(tx, caller));
  await lockPlaces(tx, [tenantId]);
  const [known] = await findEndpointOfKey(tx, [tenantId, mode, actor.id, server]);
  if (known !== undefined) return known.id;
  const id = newId();
  const secrets = secretsOfKey(macKey, randomBytes(32));
  const sealed = sealEndpoint(vault, await dataKeyOf(tx, tenantId), { tenantId, id }, secrets);
  const choice = JSON.stringify(choiceFor(server, actor.id));
  const [row] = await insertEndpoint(tx, [
    tenantId,
    id,
    mode,
    choice,
    publicKeyOf(secrets),
    sealed,
    actor.id,
  ]);
  if (row === undefined)
    throw new AppError("plan_capacity_reached", "A tenant has room for 4095 webhook endpoints.");
  return row.id;
}

/** In order, as Twilio's clients expect of one message. It wants no events: messages name it. */
function choiceFor(server: string, keyId: string): EndpointChoice {
  return {
    url: server,
    description: `Status callbacks of messages sent with ${presentId("key", keyId)}`,
    events: [],
    senders: null,
    campaigns: null,
    payload: "twilio",
    ordered: true,
    asymmetric_signature: false,
    legacy_signature: null,
    throttle: null,
    header_names: [],
  };
}

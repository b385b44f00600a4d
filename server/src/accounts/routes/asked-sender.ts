// The sender a request is about, with its keys: one that is a number at Meta, or the request ends here.

import { AppError } from "../../kernel/errors.ts";
import { parseId } from "../../kernel/ids.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import type { RouteRequest } from "../../kernel/route.ts";
import { openSecrets, readSenderWithKeys, type SenderWithKeys } from "../../senders/index.ts";
import type { Graph, GraphLine, GraphPlace } from "../../transports/cloud-api/index.ts";
import type { Vault } from "../../kernel/crypto.ts";
import { answered } from "../refusals.ts";

export type AskDeps = { db: Database; vault: Pick<Vault, "open">; graph: Graph };

/** Reads it in a transaction of its own: what is asked of Meta must not hold one open. */
export function senderAlone({ db }: Pick<AskDeps, "db">, request: RouteRequest): Promise<SenderWithKeys> {
  return db.asTenants([request.caller.tenantId], (tx) => senderOf(tx, request));
}

export async function senderOf(tx: Tx, { caller, params }: RouteRequest): Promise<SenderWithKeys> {
  const sender = await anySenderOf(tx, { caller, params });
  if (sender.transport === "cloud_api" || sender.transport === "sandbox") return sender;
  const detail = `A sender over ${sender.transport} is no number of the Cloud API.`;
  throw new AppError("not_a_cloud_api_sender", detail);
}

/** What is not an id of ours answers like an id of somebody else: it is not there. */
export async function anySenderOf(
  tx: Tx,
  { caller, params }: Pick<RouteRequest, "caller" | "params">,
): Promise<SenderWithKeys> {
  const id = parseId("snd", params["id"] ?? "");
  const [sender] = id === null ? [] : await readSenderWithKeys(tx, [caller.tenantId, caller.mode, id]);
  if (sender === undefined) throw new AppError("not_found", "There is no such sender.");
  return sender;
}

const patienceMs = 20_000;

/** The line of one errand for this sender. */
export function lineOf(
  { vault, graph }: Omit<AskDeps, "db">,
  sender: SenderWithKeys,
): { line: GraphLine; place: GraphPlace } {
  const place = answered(graph.placeOf({ config: sender.config, secrets: openSecrets(vault, sender) }));
  return { line: graph.line(place, AbortSignal.timeout(patienceMs)), place };
}

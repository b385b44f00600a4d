// The campaign that a request's path names, as its caller may see it.

import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { RouteRequest } from "../kernel/route.ts";
import { type CampaignRow, readCampaign } from "./store/campaign.ts";

export async function campaignNamed(
  { caller, params }: Pick<RouteRequest, "caller" | "params">,
  tx: Tx,
): Promise<CampaignRow> {
  const id = parseId("cmp", params["id"] ?? "");
  const [row] = id === null ? [] : await readCampaign(tx, [caller.tenantId, caller.mode, id]);
  if (row === undefined) throw notFound();
  return row;
}

export function notFound(): AppError {
  return new AppError("not_found", "There is no such campaign.");
}

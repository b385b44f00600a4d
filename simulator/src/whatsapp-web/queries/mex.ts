// The one question of the JSON kind that matters: is this account barred from writing to new people?
import { node, result } from "../protocol/stanza.ts";
import type { Account } from "../account.ts";
import type { Query } from "./answer.ts";

export function reachOutLock({ web, connection, device, query }: Query) {
  const lock = lockOf(device.account, web.network.clock.now());
  const answer = JSON.stringify({ data: { xwa2_fetch_account_reachout_timelock: lock } });
  connection.send(result(query, [{ ...node("result", {}), content: Buffer.from(answer) }]));
}

export function lockOf({ restrictedUntil, restrictionEndTold }: Account, now: number): object {
  if (restrictedUntil <= now) return { is_active: false };
  return {
    is_active: true,
    ...(restrictionEndTold && { time_enforcement_ends: String(Math.ceil(restrictedUntil / 1_000)) }),
    enforcement_type: "DEFAULT",
  };
}

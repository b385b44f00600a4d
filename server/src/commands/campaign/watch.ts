// Follows a campaign to its end: its figures and what brakes it, drawn anew in their place.
import { setTimeout as wait } from "node:timers/promises";
import type { ApiUse } from "../api-access.ts";
import { createScreen, type Surface } from "../terminal/screen.ts";
import { print } from "../with-engine.ts";
import { sayCampaign } from "./words.ts";

export type WatchWish = { json: boolean; out: Surface };

/** Where there is no terminal, everything is written once more whenever something has changed. */
export async function watchCampaign(
  { ask, signal }: ApiUse,
  id: string,
  { json, out }: WatchWish,
): Promise<number> {
  const screen = createScreen(out);
  let told = "";
  try {
    for (;;) {
      // First the state: what is finished when the figures are read has its last figures.
      const campaign = await ask("GET /v1/campaigns/:id", { id });
      const analytics = await ask("GET /v1/campaigns/:id/analytics", { id });
      const line = JSON.stringify({ campaign, analytics });
      if (!json) screen.show(sayCampaign(campaign, analytics).join("\n"));
      else if (line !== told) print(line);
      told = line;
      if (campaign.status === "finished") return 0;
      if (campaign.status === "canceled") return 1;
      await wait(everyMs, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) return 0;
    throw error;
  }
}

const everyMs = 1_000;

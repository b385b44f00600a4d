// The answer to who comes too late: what was asked of a campaign does not fit what it is now.

import { AppError } from "../kernel/errors.ts";
import type { CampaignRow } from "./store/campaign.ts";

/** `done`: what was to be done with it, as "launched". */
export function wrongState({ status }: Pick<CampaignRow, "status">, done: string): AppError {
  return new AppError("campaign_wrong_state", `The campaign is ${status}; it cannot be ${done}.`, {
    errors: [{ path: "status", message: status }],
  });
}

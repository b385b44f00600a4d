// A campaign's figures, asked for again while something moves.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import type { Report } from "./figures.ts";
import type { CampaignStatus } from "./filters.ts";

/** Its events tell of its moves; how far it is, nobody tells. */
const movingMs = 2_000;
/** What has left is delivered, read or lost after the campaign has finished. */
const afterwardsMs = 5_000;

/** `isWatched`: by itself on a page, and not as a row among many. */
export function useReport(
  id: string,
  status: CampaignStatus,
  { isWatched = false }: { isWatched?: boolean } = {},
): UseQueryResult<Report> {
  const restingMs = isWatched ? afterwardsMs : false;
  return useQuery({
    ...read("GET /v1/campaigns/{id}/analytics", { params: { id } }),
    enabled: status !== "draft",
    refetchInterval: status === "running" ? movingMs : restingMs,
  });
}

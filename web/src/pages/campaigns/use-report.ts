// A campaign's figures, asked for again while something moves and no longer.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import type { Report } from "./figures.ts";
import type { CampaignStatus } from "./filters.ts";

/** Its events tell of its moves; how far it is, nobody tells. */
const movingMs = 2_000;

export function useReport(id: string, status: CampaignStatus): UseQueryResult<Report> {
  return useQuery({
    ...read("GET /v1/campaigns/{id}/analytics", { params: { id } }),
    enabled: status !== "draft",
    refetchInterval: status === "running" ? movingMs : false,
  });
}

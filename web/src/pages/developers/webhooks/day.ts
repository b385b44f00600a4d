// An endpoint's last 24 hours, asked again while somebody looks: deliveries are told by no event.
import { read } from "../../../api/query.ts";

const refreshMs = 15_000;

export function dayOf(id: string) {
  return {
    ...read("GET /v1/webhook-endpoints/{id}/figures", { params: { id } }),
    refetchInterval: refreshMs,
  };
}

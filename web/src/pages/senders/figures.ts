// A number's queue and pace, asked again every few seconds: most of what changes them is told by no event of its own.
import { read } from "../../api/query.ts";

const refreshMs = 10_000;

export function figuresOf(id: string) {
  return { ...read("GET /v1/senders/{id}/figures", { params: { id } }), refetchInterval: refreshMs };
}

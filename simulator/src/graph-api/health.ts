// `health_status` of a number or account: the gravest of its parts decides (Meta: health status).
import type { Business } from "../business/index.ts";

export type HealthEntity = {
  entity_type: string;
  id: string;
  can_send_message: string;
  errors?: { error_code: number; error_description: string; possible_solution: string }[];
};

const GRAVITY = ["AVAILABLE", "LIMITED", "BLOCKED"];

/** The portfolio and the app stand at the end of Meta's list. */
export function healthOf({ portfolio, app }: Business, entities: readonly HealthEntity[]): object {
  const all = [
    ...entities,
    { entity_type: "BUSINESS", id: portfolio.id, can_send_message: "AVAILABLE" },
    { entity_type: "APP", id: app.id, can_send_message: "AVAILABLE" },
  ];
  const gravest = Math.max(...all.map(({ can_send_message: word }) => GRAVITY.indexOf(word)));
  return { can_send_message: GRAVITY[gravest], entities: all };
}

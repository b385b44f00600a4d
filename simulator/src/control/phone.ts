// The phone number in a control path.
import { ControlRefused } from "./refused.ts";

export function phoneOf(segment: string | undefined): number {
  const digits = (segment ?? "").replace(/^\+/, "");
  if (!/^[1-9]\d{6,14}$/.test(digits)) throw new ControlRefused("not a phone number");
  return Number(digits);
}

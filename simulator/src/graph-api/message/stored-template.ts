// The parts of a stored template that a message has to fill in.
import { isObject } from "../../json.ts";
import type { JsonObject } from "../../json.ts";

/** A template, or one carousel card of it: both are made of components. */
export type Stored = { components: readonly JsonObject[]; named: boolean; authentication: boolean };

export function partOf({ components }: Stored, type: string): JsonObject | undefined {
  return components.find((component) => component["type"] === type);
}

export function buttonsOf(stored: Stored): JsonObject[] {
  const buttons = partOf(stored, "BUTTONS")?.["buttons"];
  return Array.isArray(buttons) ? buttons.filter(isObject) : [];
}

// A text message (facts 2.2).
import { optionalFlagAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

export function checkText(text: Spot) {
  textAt(text, "body", { max: 4_096 });
  optionalFlagAt(text, "preview_url");
}

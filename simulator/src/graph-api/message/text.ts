// A text message (Meta: messages).
import { optionalFlagAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

export function checkText(text: Spot) {
  textAt(text, "body", { max: 4_096 });
  optionalFlagAt(text, "preview_url");
}

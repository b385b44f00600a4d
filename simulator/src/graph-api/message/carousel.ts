// An interactive carousel (Meta: messages): 2 to 10 cards, all with the same kind of header.
import type { Sending } from "./content.ts";
import { choiceAt, forbidden, invalid, listAt, objectAt, optionalObjectAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";
import { checkButtons, checkUrl } from "./interactive-action.ts";
import { checkSource } from "./media.ts";

export function checkCarousel(sending: Sending, interactive: Spot) {
  textAt(objectAt(interactive, "body"), "text", { max: 1_024 });
  forbidden(interactive, "header", "is not allowed for carousels");
  forbidden(interactive, "footer", "is not allowed for carousels");
  const action = objectAt(interactive, "action");
  const cards = listAt(action, "cards", { min: 2, max: 10 });
  const headers = cards.map((card, position) => checkCard(sending, card, position));
  if (new Set(headers).size > 1) throw invalid(action, "cards", "must all have the same type of header");
}

function checkCard(sending: Sending, card: Spot, position: number): string {
  if (Number(card.object["card_index"] ?? Number.NaN) !== position) {
    throw invalid(card, "card_index", `must be ${position}`);
  }
  const header = objectAt(card, "header");
  const format = choiceAt(header, "type", ["image", "video"]);
  checkSource(sending, objectAt(header, format));
  const body = optionalObjectAt(card, "body");
  if (body) checkCardText(body);
  const action = objectAt(card, "action");
  if (action.object["buttons"] === undefined) checkUrl(action);
  else checkButtons(action);
  return format;
}

function checkCardText(body: Spot) {
  const text = textAt(body, "text", { max: 160 });
  if (text.split("\n").length > 3) throw invalid(body, "text", "must have at most 2 line breaks");
}

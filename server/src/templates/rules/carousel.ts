// Rules of a carousel: up to ten cards, all made of the same parts.

import type { Finding } from "../findings.ts";
import { fieldsOf, listOf } from "../json.ts";
import { buttonsOf, type Component, componentsOf, type Content, formatOf } from "../template.ts";
import { buttonErrors } from "./buttons.ts";
import { bodyErrors, headerErrors } from "./parts.ts";

const headers = ["IMAGE", "VIDEO", "PRODUCT"];
/** "Media card carousel templates". */
const cardBodyMax = 160;

export function cardErrors(path: string, component: Component, content: Content): Finding[] {
  const cards = listOf(component["cards"]).map((card) => ({
    ...content,
    components: listOf(fieldsOf(card)["components"]).map(fieldsOf),
  }));
  const at = `${path}/cards`;
  if (cards.length < 1 || cards.length > 10) return [{ path: at, message: "must be 1 to 10 cards" }];
  const shapes = new Set(cards.map(shapeOf));
  return [
    ...(shapes.size > 1 ? [{ path: at, message: "must all be made of the same parts" }] : []),
    ...cards.flatMap((card, index) => oneErrors(`${at}/${index}/components`, card)),
  ];
}

function shapeOf(card: Content): string {
  const parts = componentsOf(card).map((part) =>
    part.type === "HEADER" ? `HEADER ${formatOf(part)}` : part.type,
  );
  return [...parts, ...buttonsOf(card).map(({ type }) => type)].join();
}

function oneErrors(path: string, card: Content): Finding[] {
  const parts = componentsOf(card);
  const missing = ["HEADER", "BUTTONS"].filter((type) => !parts.some((part) => part.type === type));
  return [
    ...missing.map((type) => ({ path, message: `needs ${type}` })),
    ...parts.flatMap((part, index) => partErrors(`${path}/${index}`, part, card)),
  ];
}

function partErrors(path: string, part: Component, card: Content): Finding[] {
  switch (part.type) {
    case "HEADER":
      return headers.includes(formatOf(part))
        ? headerErrors(path, part, card)
        : [{ path: `${path}/format`, message: `must be one of ${headers.join(", ")}` }];
    case "BODY":
      return bodyErrors(path, part, card, cardBodyMax);
    case "BUTTONS":
      return buttonErrors(path, part);
    default:
      return [{ path: `${path}/type`, message: "is not a part of cards" }];
  }
}

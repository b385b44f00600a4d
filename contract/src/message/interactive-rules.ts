// Rules of interactive messages beyond their shape: unique titles, rows in total, one kind of header
// per carousel.

import type { FieldError } from "../field-error.ts";
import type { Interactive } from "./interactive.ts";
import { mediaErrors } from "./source-rules.ts";

export function interactiveErrors(path: string, interactive: Interactive): FieldError[] {
  const header = "header" in interactive && interactive.header ? interactive.header : null;
  return [
    ...(header ? headerErrors(`${path}/header`, header) : []),
    ...actionErrors(`${path}/action`, interactive),
  ];
}

type Header = NonNullable<Extract<Interactive, { type: "button" }>["header"]>;

function headerErrors(path: string, header: Header): FieldError[] {
  switch (header.type) {
    case "text":
      return [];
    case "image":
      return mediaErrors(`${path}/image`, header.image);
    case "video":
      return mediaErrors(`${path}/video`, header.video);
    case "document":
      return mediaErrors(`${path}/document`, header.document);
  }
}

function actionErrors(path: string, interactive: Interactive): FieldError[] {
  switch (interactive.type) {
    case "button":
      return buttonErrors(`${path}/buttons`, interactive.action.buttons);
    case "list":
      return listErrors(`${path}/sections`, interactive.action.sections);
    case "product_list":
      return shelfErrors(`${path}/sections`, interactive.action.sections);
    case "flow":
      return flowErrors(`${path}/parameters`, interactive.action.parameters);
    case "carousel":
      return carouselErrors(`${path}/cards`, interactive.action.cards);
    default:
      return [];
  }
}

type Action<Type extends Interactive["type"]> = Extract<Interactive, { type: Type }>["action"];

function buttonErrors(path: string, buttons: Action<"button">["buttons"]): FieldError[] {
  const untrimmed = buttons.flatMap(({ reply }, index) =>
    reply.id === reply.id.trim()
      ? []
      : [{ path: `${path}/${index}/reply/id`, message: "must not begin or end with a space" }],
  );
  const ids = buttons.map(({ reply }, index) => ({
    path: `${path}/${index}/reply/id`,
    text: reply.id,
  }));
  const titles = buttons.map(({ reply }, index) => ({
    path: `${path}/${index}/reply/title`,
    text: reply.title,
  }));
  return [...untrimmed, ...repeated(ids), ...repeated(titles)];
}

function listErrors(path: string, sections: Action<"list">["sections"]): FieldError[] {
  const rows = sections.flatMap((section, at) =>
    section.rows.map((row, index) => ({ path: `${path}/${at}/rows/${index}/id`, text: row.id })),
  );
  const tooMany = rows.length > 10 ? [{ path, message: "must not have more than 10 rows in total" }] : [];
  return [...tooMany, ...untitled(path, sections), ...repeated(rows)];
}

function shelfErrors(path: string, sections: Action<"product_list">["sections"]): FieldError[] {
  const products = sections.reduce((sum, { product_items }) => sum + product_items.length, 0);
  const tooMany = products > 30 ? [{ path, message: "must not have more than 30 products in total" }] : [];
  return [...tooMany, ...untitled(path, sections)];
}

function flowErrors(path: string, flow: Action<"flow">["parameters"]): FieldError[] {
  if ((flow.flow_id === undefined) === (flow.flow_name === undefined)) {
    return [{ path, message: "must have exactly one of flow_id and flow_name" }];
  }
  return [];
}

function carouselErrors(path: string, cards: Action<"carousel">["cards"]): FieldError[] {
  return cards.flatMap((card, index) => {
    const at = `${path}/${index}`;
    const errors = headerErrors(`${at}/header`, card.header);
    if (card.header.type !== cards[0]?.header.type) {
      errors.push({ path: `${at}/header/type`, message: "must be the same on every card" });
    }
    if (card.card_index !== index) {
      errors.push({ path: `${at}/card_index`, message: `must be ${index}, the card's place` });
    }
    if ((card.body?.text.split("\n").length ?? 0) > 3) {
      errors.push({ path: `${at}/body/text`, message: "must not have more than 2 line breaks" });
    }
    return errors;
  });
}

function untitled(path: string, sections: readonly { title?: string }[]): FieldError[] {
  if (sections.length === 1) return [];
  return sections.flatMap(({ title }, index) =>
    title === undefined
      ? [
          {
            path: `${path}/${index}/title`,
            message: "is required when there is more than one section",
          },
        ]
      : [],
  );
}

function repeated(list: readonly { path: string; text: string }[]): FieldError[] {
  const seen = new Set<string>();
  return list.flatMap(({ path, text }) => {
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [{ path, message: "must differ from its siblings" }];
  });
}

// The action of each interactive kind (Meta: messages): buttons, rows, products, and their limits.
import {
  choiceAt,
  forbidden,
  invalid,
  listAt,
  missing,
  objectAt,
  optionalObjectAt,
  optionalTextAt,
} from "./fields.ts";
import { textAt, urlAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

export function checkButtons(action: Spot) {
  const buttons = listAt(action, "buttons", { min: 1, max: 3 });
  const replies = buttons.map((button) => {
    choiceAt(button, "type", ["reply"]);
    const reply = objectAt(button, "reply");
    textAt(reply, "title", { max: 20 });
    checkId(reply, 256);
    return reply;
  });
  checkUnique(
    action,
    "buttons",
    replies.map(({ object }) => object["title"]),
  );
  checkUnique(
    action,
    "buttons",
    replies.map(({ object }) => object["id"]),
  );
}

export function checkList(action: Spot) {
  textAt(action, "button", { max: 20 });
  const sections = listAt(action, "sections", { min: 1, max: 10 });
  const rows = sections.flatMap((section) => {
    checkSectionTitle(section, sections.length);
    return listAt(section, "rows", { min: 1 });
  });
  if (rows.length > 10) throw invalid(action, "sections", "must hold at most 10 rows in all");
  for (const row of rows) {
    checkId(row, 200);
    textAt(row, "title", { max: 24 });
    optionalTextAt(row, "description", { max: 72 });
  }
  checkUnique(
    action,
    "sections",
    rows.map(({ object }) => object["id"]),
  );
}

export function checkUrl(action: Spot) {
  choiceAt(action, "name", ["cta_url"]);
  const parameters = objectAt(action, "parameters");
  textAt(parameters, "display_text", { max: 20 });
  urlAt(parameters, "url");
}

export function checkFlow(action: Spot) {
  choiceAt(action, "name", ["flow"]);
  const parameters = objectAt(action, "parameters");
  choiceAt(parameters, "flow_message_version", ["3"]);
  const { flow_id, flow_name } = parameters.object;
  if (flow_id === undefined && flow_name === undefined) throw missing(parameters, "flow_id");
  if (flow_id !== undefined && flow_name !== undefined) {
    throw invalid(parameters, "flow_name", "must not be given together with flow_id");
  }
  textAt(parameters, "flow_cta", { max: 30 });
  if (parameters.object["mode"] !== undefined) choiceAt(parameters, "mode", ["published", "draft"]);
  const { flow_action } = parameters.object;
  if (flow_action !== undefined) choiceAt(parameters, "flow_action", ["navigate", "data_exchange"]);
  const payload = optionalObjectAt(parameters, "flow_action_payload");
  if (!payload) return;
  if (flow_action === "data_exchange")
    forbidden(parameters, "flow_action_payload", "is for flow_action navigate");
  textAt(payload, "screen");
  const data = optionalObjectAt(payload, "data");
  if (data && Object.keys(data.object).length === 0) throw invalid(payload, "data", "must not be empty");
}

export function checkProduct(action: Spot) {
  textAt(action, "catalog_id");
  textAt(action, "product_retailer_id");
}

export function checkProductList(action: Spot) {
  textAt(action, "catalog_id");
  const sections = listAt(action, "sections", { min: 1, max: 10 });
  const items = sections.flatMap((section) => {
    checkSectionTitle(section, sections.length);
    return listAt(section, "product_items", { min: 1 });
  });
  if (items.length > 30) throw invalid(action, "sections", "must hold at most 30 products in all");
  for (const item of items) textAt(item, "product_retailer_id");
}

export function checkCatalog(action: Spot) {
  choiceAt(action, "name", ["catalog_message"]);
  const parameters = optionalObjectAt(action, "parameters");
  if (parameters) optionalTextAt(parameters, "thumbnail_product_retailer_id");
}

/** India only; `country` is the one thing that must be said. */
export function checkAddress(action: Spot) {
  choiceAt(action, "name", ["address_message"]);
  choiceAt(objectAt(action, "parameters"), "country", ["IN"]);
}

/** Kinds whose action is nothing but its name. */
export function named(name: string): (action: Spot) => void {
  return (action) => void choiceAt(action, "name", [name]);
}

function checkSectionTitle(section: Spot, sections: number) {
  if (sections > 1) textAt(section, "title", { max: 24 });
  else optionalTextAt(section, "title", { max: 24 });
}

function checkId(of: Spot, max: number) {
  const id = textAt(of, "id", { max });
  if (id.trim() !== id) throw invalid(of, "id", "must not begin or end with a space");
}

function checkUnique(at: Spot, key: string, values: readonly unknown[]) {
  if (new Set(values).size < values.length) throw invalid(at, key, "must have unique titles and ids");
}

// A template message (Meta: messages): found, sendable, and its parameters as the stored template wants them.
import type { Template } from "../../business/index.ts";
import type { Category } from "../../ledger/index.ts";
import { GraphError } from "../graph-error.ts";
import type { Sending } from "./content.ts";
import { choiceAt, listAt, objectAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";
import { checkComponents } from "./template-components.ts";

const CATEGORY: Readonly<Record<Template["category"], Category>> = {
  MARKETING: "marketing",
  UTILITY: "utility",
  AUTHENTICATION: "authentication",
};

export function checkTemplate(sending: Sending, at: Spot): Category {
  const name = textAt(at, "name", { max: 512 });
  const language = objectAt(at, "language");
  const code = textAt(language, "code");
  if (language.object["policy"] !== undefined) choiceAt(language, "policy", ["deterministic"]);
  const template = sendable(sending, name, code);
  if (template.category === "AUTHENTICATION" && sending.byUserId) throw new GraphError(131062);
  const given = at.object["components"] === undefined ? [] : listAt(at, "components");
  checkComponents(sending, template, given);
  return CATEGORY[template.category];
}

/** Only APPROVED can be sent (Meta: templates). */
function sendable({ network, number }: Sending, name: string, language: string): Template {
  const template = network.business.templates.find(number.account.id, name, language);
  if (network.conditions.faults.account.paused_templates.includes(name)) throw new GraphError(132015);
  if (template?.review.status === "APPROVED") return template;
  if (template?.review.status === "PAUSED") throw new GraphError(132015);
  if (template?.review.status === "DISABLED") throw new GraphError(132016);
  throw new GraphError(132001, {
    details: `template name (${name}) does not exist in ${language}`,
  });
}

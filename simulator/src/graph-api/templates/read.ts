// Reads one template or lists an account's (Meta: templates).
import type { Account, Template } from "../../business/index.ts";
import type { Answer } from "../../http/answer.ts";
import { reply } from "../../http/answer.ts";
import type { NodeCall, TemplateCall } from "../call.ts";
import { pageOf, pick } from "../fields.ts";
import { DEFAULT_FIELDS, presentTemplate } from "./present.ts";

export function readTemplate(call: TemplateCall): Answer {
  return reply(pick(call, presentTemplate(call.network, call.target), DEFAULT_FIELDS));
}

/** `name` finds parts of names; the other filters are exact. */
export function listTemplates(call: NodeCall<Account>): Answer {
  const { query, network, target } = call;
  const matches = (template: Template) =>
    template.name.includes(query.get("name") ?? "") &&
    [
      [query.get("status"), template.review.status],
      [query.get("category"), template.category],
      [query.get("language"), template.language],
    ].every(([asked, has]) => asked === null || asked === undefined || asked === has);
  const found = network.business.templates.list(target.id).filter(matches);
  return reply(
    pageOf(call, found, (template) => pick(call, presentTemplate(network, template), DEFAULT_FIELDS)),
  );
}

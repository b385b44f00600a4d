// Deletes every language of a template, or one (Meta: templates).
import type { Account } from "../../business/index.ts";
import type { Answer } from "../../http/answer.ts";
import { reply } from "../../http/answer.ts";
import type { NodeCall } from "../call.ts";
import { badParameter } from "../graph-error.ts";
import { templateError } from "./template-error.ts";
import { tellStatus } from "./status.ts";

const DAYS_30_MS = 30 * 86_400_000;

export function deleteTemplates({ query, target: account, network }: NodeCall<Account>): Answer {
  const name = query.get("name");
  const id = query.get("hsm_id");
  if (!name) throw badParameter("The parameter name is required.");
  const { templates } = network.business;
  const found = templates
    .list(account.id)
    .filter((each) => each.name === name && (id === null || each.id === id));
  if (found.length === 0) throw templateError("not_found", `Template ${name} was not found`);
  if (found.some(({ review }) => review.status === "DISABLED")) {
    throw badParameter("A disabled template cannot be deleted.");
  }
  for (const template of found) {
    // The name of an approved template stays taken for 30 days (Meta: templates).
    if (template.review.status === "APPROVED") templates.reserve(template, network.clock.now() + DAYS_30_MS);
    templates.remove(template);
    tellStatus(network, template, "DELETED");
  }
  return reply({ success: true });
}

// Meta's side of a template: decide its review, pause or disable it; what a person sees of one.
import type { Template, TemplateStatus } from "../business/templates.ts";
import { oneOf } from "../document.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { renderTemplate } from "../graph-api/templates/render.ts";
import { setStatus } from "../graph-api/templates/status.ts";
import { isObject } from "../json.ts";
import type { Network } from "../network.ts";
import type { ControlCall } from "./index.ts";
import { ControlRefused } from "./refused.ts";

const STATUSES: readonly TemplateStatus[] = ["PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED"];
const readStatus = oneOf<TemplateStatus>(STATUSES, "APPROVED");

/** POST /_sim/templates/{id or name} `{status, reason}`; by name, every language and account of it. */
export function reviewTemplate({ network, path: [, key = ""], body }: ControlCall): Answer {
  const status = readStatus(body["status"], "status");
  const reason = typeof body["reason"] === "string" ? body["reason"] : "NONE";
  const templates = templatesOf(network.business.templates.all(), key);
  if (templates.length === 0) throw new ControlRefused("no such template", 404);
  for (const template of templates) setStatus(network, template, { status, reason });
  return reply({
    data: templates.map(({ id, name, language }) => ({ id, name, language, status })),
  });
}

function templatesOf(all: readonly Template[], key: string): Template[] {
  return all.filter(({ id, name }) => id === key || name === key);
}

/** Beside a template message in the ledger; nothing where the template is gone. By the template as it is now. */
export function renderedTemplate(network: Network, account: string, content: unknown): object {
  const message = isObject(content) ? content : {};
  const language = isObject(message["language"]) ? message["language"]["code"] : message["language"];
  const template = network.business.templates.find(account, String(message["name"]), String(language));
  return template === undefined ? {} : { rendered: renderTemplate(template, message) };
}

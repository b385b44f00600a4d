// POST /{waba}/message_templates: checks a new template and submits it to review (Meta: templates).
import type { Account } from "../../business/index.ts";
import type { Answer } from "../../http/answer.ts";
import { reply } from "../../http/answer.ts";
import { word } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import type { NodeCall } from "../call.ts";
import { parametersOf } from "../call.ts";
import { badParameter, GraphError } from "../graph-error.ts";
import { readComponents } from "./components.ts";
import { fillFromLibrary } from "./library.ts";
import { beginReview, setStatus } from "./status.ts";
import { templateError } from "./template-error.ts";
import { readCategory, readTtl } from "./properties.ts";

const HOUR_MS = 3_600_000;

export async function createTemplate(call: NodeCall<Account>): Promise<Answer> {
  const { network, target: account } = call;
  const given = fillFromLibrary(await parametersOf(call));
  const { name, language } = readKey(given);
  const category = readCategory(given["category"]);
  checkRoom(call, name, language);
  const parameterFormat = readFormat(given["parameter_format"]);
  const components = readComponents(given["components"], {
    category,
    named: parameterFormat === "NAMED",
    samples: network.business.samples,
  });
  const ttlSeconds = readTtl(given["message_send_ttl_seconds"], category);
  account.creations.push(network.clock.now());
  const template = network.business.templates.add({
    account: account.id,
    name,
    language,
    category,
    parameterFormat,
    components,
    ttlSeconds,
    library: word(given["library_template_name"]),
    review: { status: "PENDING", rejectedReason: "NONE", editedAt: [] },
  });
  if (template.library === "") beginReview(network, template);
  else setStatus(network, template, { status: "APPROVED", reason: "NONE" });
  return reply({ id: template.id, status: template.review.status, category });
}

function readKey({ name, language }: JsonObject): { name: string; language: string } {
  if (typeof name !== "string" || name === "") throw badParameter("The parameter name is required.");
  if (!/^[a-z0-9_]{1,512}$/.test(name)) {
    throw templateError(
      "other",
      "The name may hold lowercase letters, digits and underscores, at most 512 of them.",
    );
  }
  if (typeof language !== "string" || language === "")
    throw badParameter("The parameter language is required.");
  if (!/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language))
    throw badParameter("Param language must be a supported language code.");
  return { name, language };
}

function readFormat(value: unknown): "NAMED" | "POSITIONAL" {
  if (value === undefined) return "POSITIONAL";
  const format = typeof value === "string" ? value.toUpperCase() : "";
  if (format === "NAMED" || format === "POSITIONAL") return format;
  throw badParameter("Param parameter_format must be one of {NAMED, POSITIONAL}.");
}

/** One per name and language; a cap in all and per hour (Meta: templates). */
function checkRoom({ network, target: account }: NodeCall<Account>, name: string, language: string) {
  const { clock, business, conditions } = network;
  const { creations_per_hour, limit } = conditions.settings.templates;
  const now = clock.now();
  if (business.templates.find(account.id, name, language)) {
    throw templateError("exists", `There is already ${language} content for this template.`);
  }
  if (business.templates.isReserved(account.id, name, now)) {
    throw templateError("name_deleted", "A template of this name was deleted less than 30 days ago.");
  }
  if (business.templates.list(account.id).length >= limit) {
    throw templateError("cap", `The account has reached its limit of ${limit} templates.`);
  }
  account.creations = account.creations.filter((at) => now - at < HOUR_MS);
  if (creations_per_hour !== null && account.creations.length >= creations_per_hour)
    throw new GraphError(80007);
}

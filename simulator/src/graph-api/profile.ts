// The business profile people see (Meta: phone numbers).
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { NumberCall } from "./call.ts";
import { parametersOf } from "./call.ts";
import { badParameter } from "./graph-error.ts";

const VERTICALS = new Set([
  "OTHER",
  "AUTO",
  "BEAUTY",
  "APPAREL",
  "EDU",
  "ENTERTAIN",
  "EVENT_PLAN",
  "FINANCE",
  "GROCERY",
  "GOVT",
  "HOTEL",
  "HEALTH",
  "NONPROFIT",
  "PROF_SERVICES",
  "RETAIL",
  "TRAVEL",
  "RESTAURANT",
  "ALCOHOL",
  "ONLINE_GAMBLING",
  "PHYSICAL_GAMBLING",
  "OTC_DRUGS",
  "UNDEFINED",
  "NOT_A_BIZ",
]);

const LONGEST: Readonly<Record<string, number>> = {
  about: 139,
  address: 256,
  description: 512,
  email: 128,
};

export function readProfile({ target: { profile }, query }: NumberCall): Answer {
  const fields = query.get("fields")?.split(",");
  const shown = fields
    ? Object.fromEntries(Object.entries(profile).filter(([name]) => fields.includes(name)))
    : profile;
  return reply({ data: [{ ...shown, messaging_product: "whatsapp" }] });
}

export async function writeProfile(call: NumberCall): Promise<Answer> {
  const { messaging_product, profile_picture_handle, websites, vertical, ...texts } =
    await parametersOf(call);
  if (messaging_product !== "whatsapp") throw badParameter("The parameter messaging_product is required.");
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(texts)) {
    const longest = LONGEST[name];
    if (longest === undefined) continue;
    if (typeof value !== "string" || value.length > longest || (name === "about" && value === "")) {
      throw badParameter(`Param ${name} must be at most ${longest} characters long.`);
    }
    changed[name] = value;
  }
  if (vertical !== undefined) changed["vertical"] = readVertical(vertical);
  if (websites !== undefined) changed["websites"] = readWebsites(websites);
  if (profile_picture_handle !== undefined)
    changed["profile_picture_url"] = `${call.origin}/media/profile-picture`;
  Object.assign(call.target.profile, changed);
  return reply({ success: true });
}

function readVertical(value: unknown): string {
  if (typeof value === "string" && VERTICALS.has(value)) return value;
  throw badParameter(`Param vertical must be one of {${[...VERTICALS].join(", ")}}.`);
}

function readWebsites(value: unknown): unknown {
  const isList = Array.isArray(value) && value.length <= 2;
  if (isList && value.every((site) => typeof site === "string" && site.length <= 256 && URL.canParse(site)))
    return value;
  throw badParameter("Param websites must hold at most 2 URLs of at most 256 characters.");
}

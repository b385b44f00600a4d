// One business number at Meta: what it is like now, and the steps by which it comes to be registered.

import type { Asked } from "../../transport.ts";
import { type AccountFact, type FactName, type FactValues, readMessagingLimit, readWord } from "./fact.ts";
import { readHealth } from "./health.ts";
import { fields, words } from "../../http/json.ts";
import type { GraphLine, GraphPlace, GraphValue } from "./line.ts";

export type NumberAtMeta = {
  /** As Meta displays it. */
  displayed: string | null;
  facts: readonly AccountFact[];
  /** Where this number's webhooks go, when they go elsewhere than the account's. */
  callback: string | null;
};

/** Meta: "Business phone numbers" and "Health status", by the field names of Graph v25.0. */
const asked = [
  "display_phone_number",
  "verified_name",
  "name_status",
  "status",
  "quality_rating",
  "code_verification_status",
  "throughput",
  "whatsapp_business_manager_messaging_limit",
  "health_status",
  "webhook_configuration",
].join(",");

type Place = Pick<GraphPlace, "phoneNumberId">;

export async function readNumber(line: GraphLine, { phoneNumberId }: Place): Promise<Asked<NumberAtMeta>> {
  const answer = await line({ method: "GET", edge: phoneNumberId, query: { fields: asked } });
  if (!answer.ok) return answer;
  const { value } = answer;
  return {
    ok: true,
    value: {
      displayed: words(value["display_phone_number"]),
      facts: factsOf(value),
      callback: words(fields(value["webhook_configuration"])["phone_number"]),
    },
  };
}

/** What the answer leaves out, or says in a shape we do not know, is no fact. */
function factsOf(value: GraphValue): AccountFact[] {
  const limit = readMessagingLimit(value["whatsapp_business_manager_messaging_limit"]);
  const health = readHealth(value["health_status"]);
  const quality = readWord(value["quality_rating"]);
  const status = readWord(value["name_status"]);
  return [
    ...wordFact("quality", quality === "NA" ? "UNKNOWN" : quality),
    ...wordFact("status", readWord(value["status"])),
    ...wordFact("verification", readWord(value["code_verification_status"])),
    ...wordFact("throughput", readWord(fields(value["throughput"])["level"])),
    ...(limit === undefined ? [] : [{ fact: "messaging_limit", value: limit } as const]),
    ...(health === null ? [] : [{ fact: "health", value: health } as const]),
    ...(status === null
      ? []
      : [{ fact: "name", value: { name: words(value["verified_name"]), status, reason: null } } as const]),
  ];
}

type WordFact = { [Name in FactName]: FactValues[Name] extends string ? Name : never }[FactName];

function wordFact(fact: WordFact, value: string | null): AccountFact[] {
  return value === null ? [] : [{ fact, value }];
}

/** Registers the number for the Cloud API, or again with the same PIN; Meta counts ten tries in 72 hours. */
export function registerNumber(
  line: GraphLine,
  { phoneNumberId }: Place,
  { pin, region }: { pin: string; region?: string },
): Promise<Asked<GraphValue>> {
  const body = {
    messaging_product: "whatsapp",
    pin,
    ...(region === undefined ? {} : { data_localization_region: region }),
  };
  return line({ method: "POST", edge: `${phoneNumberId}/register`, body });
}

export function deregisterNumber(line: GraphLine, { phoneNumberId }: Place): Promise<Asked<GraphValue>> {
  return line({ method: "POST", edge: `${phoneNumberId}/deregister` });
}

/** Sets the PIN of two-step verification; nothing switches it off through the API. */
export function setPin(line: GraphLine, { phoneNumberId }: Place, pin: string): Promise<Asked<GraphValue>> {
  return line({ method: "POST", edge: phoneNumberId, body: { pin } });
}

/** Meta sends a code to the number by text message or call. */
export function requestCode(
  line: GraphLine,
  { phoneNumberId }: Place,
  { method, language }: { method: "SMS" | "VOICE"; language: string },
): Promise<Asked<GraphValue>> {
  const body = { code_method: method, language };
  return line({ method: "POST", edge: `${phoneNumberId}/request_code`, body });
}

export function verifyCode(
  line: GraphLine,
  { phoneNumberId }: Place,
  code: string,
): Promise<Asked<GraphValue>> {
  return line({ method: "POST", edge: `${phoneNumberId}/verify_code`, body: { code } });
}

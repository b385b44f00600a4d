// Interactive messages: what every kind shares, and which kinds there are (Meta: messages).
import { checkCarousel } from "./carousel.ts";
import type { Sending } from "./content.ts";
import { choiceAt, forbidden, invalid, objectAt, optionalObjectAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";
import * as action from "./interactive-action.ts";
import { checkSource } from "./media.ts";

type HeaderFormat = "text" | "image" | "video" | "document";
type Rule = {
  check: (action: Spot) => void;
  /** Longest body text; 0 when the kind has no body of its own to require. */
  body: number;
  header: readonly HeaderFormat[];
  needsHeader?: boolean;
};

const ANY_HEADER = ["text", "image", "video", "document"] as const;

const RULES = {
  button: { check: action.checkButtons, body: 1_024, header: ANY_HEADER },
  list: { check: action.checkList, body: 4_096, header: ["text"] },
  cta_url: { check: action.checkUrl, body: 1_024, header: ANY_HEADER },
  flow: { check: action.checkFlow, body: 1_024, header: ANY_HEADER },
  product: { check: action.checkProduct, body: 0, header: [] },
  product_list: {
    check: action.checkProductList,
    body: 1_024,
    header: ["text"],
    needsHeader: true,
  },
  catalog_message: { check: action.checkCatalog, body: 1_024, header: [] },
  location_request_message: { check: action.named("send_location"), body: 1_024, header: [] },
  address_message: { check: action.checkAddress, body: 1_024, header: ANY_HEADER },
  // Two names are in the field: clients send the first, Meta's reply origin suggests the second.
  request_contact_info: { check: action.named("request_contact_info"), body: 1_024, header: [] },
  contact_request: { check: action.named("request_contact_info"), body: 1_024, header: [] },
  call_permission_request: {
    check: action.named("call_permission_request"),
    body: 1_024,
    header: [],
  },
  voice_call: { check: action.named("voice_call"), body: 1_024, header: [] },
  order_details: { check: action.named("review_and_pay"), body: 1_024, header: ["image"] },
  order_status: { check: action.named("review_order"), body: 1_024, header: [] },
} as const satisfies Readonly<Record<string, Rule>>;

type Kind = keyof typeof RULES | "carousel";
const KINDS: readonly Kind[] = [...(Object.keys(RULES) as (keyof typeof RULES)[]), "carousel"];

export function checkInteractive(sending: Sending, interactive: Spot) {
  const kind = choiceAt(interactive, "type", KINDS);
  if (kind === "carousel") return checkCarousel(sending, interactive);
  const rule: Rule = RULES[kind];
  const body = rule.body === 0 ? optionalObjectAt(interactive, "body") : objectAt(interactive, "body");
  if (body) textAt(body, "text", { max: rule.body === 0 ? 1_024 : rule.body });
  const footer = optionalObjectAt(interactive, "footer");
  if (footer) textAt(footer, "text", { max: 60 });
  checkHeader(sending, interactive, rule);
  rule.check(objectAt(interactive, "action"));
}

function checkHeader(sending: Sending, interactive: Spot, { header: formats, needsHeader }: Rule) {
  if (formats.length === 0) return forbidden(interactive, "header", "is not allowed for this type");
  const header = needsHeader ? objectAt(interactive, "header") : optionalObjectAt(interactive, "header");
  if (!header) return;
  const format = textAt(header, "type");
  if (!formats.some((each) => each === format))
    throw invalid(header, "type", `must be one of {${formats.join(", ")}}`);
  if (format === "text") textAt(header, "text", { max: 60 });
  else checkSource(sending, objectAt(header, format));
}

// Reads what a caller wants of an endpoint: an address that may be told something, headers that may be sent along.

import type { CreateWebhookEndpoint, FieldError, UpdateWebhookEndpoint } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { UrlRefusedError } from "../kernel/guarded-fetch.ts";
import { parseId } from "../kernel/ids.ts";
import type { AddressRule } from "../kernel/public-address.ts";
import type { Caller } from "../kernel/route.ts";
import { readCustomHeaders } from "./custom-headers.ts";
import type { EndpointChoice, EndpointRow } from "./store/endpoint.ts";
import { checkEndpointUrl } from "./delivery/courier.ts";

/** `headers` is null where the former ones stay. */
export type Chosen = { choice: EndpointChoice; headers: Record<string, string> | null };

type Wanted = Partial<CreateWebhookEndpoint> | UpdateWebhookEndpoint;

/** What is not named stays as it was, or as it is usual. Throws with all that is wrong. */
export function chooseEndpoint(
  wanted: Wanted,
  former: EndpointRow | null,
  { mayReach, caller }: { mayReach: AddressRule; caller: Pick<Caller, "scopes"> },
): Chosen {
  const errors: FieldError[] = [];
  const headers =
    wanted.headers === undefined ? keptHeaders(wanted, former) : headersIn(wanted.headers, errors);
  const choice: EndpointChoice = {
    url: wanted.url === undefined ? (former?.url ?? "") : urlIn(wanted.url, mayReach, errors),
    description: wanted.description === undefined ? (former?.description ?? null) : wanted.description,
    events: wanted.events ?? former?.events ?? [],
    senders: idsIn("snd", wanted.senders, former?.senders ?? null, errors),
    campaigns: idsIn("cmp", wanted.campaigns, former?.campaigns ?? null, errors),
    payload: wanted.payload ?? former?.payload ?? "thin",
    ordered: wanted.ordered ?? former?.ordered ?? false,
    asymmetric_signature: wanted.asymmetric_signature ?? former?.asymmetric_signature ?? false,
    legacy_signature:
      wanted.legacy_signature === undefined ? (former?.legacy_signature ?? null) : wanted.legacy_signature,
    throttle: wanted.throttle === undefined ? (former?.throttle ?? null) : wanted.throttle,
    header_names: headers === null ? (former?.header_names ?? []) : Object.keys(headers),
  };
  if (choice.payload === "twilio" && choice.legacy_signature !== null)
    errors.push({ path: "/legacy_signature", message: "does not go with Twilio's form, which has its own" });
  if (errors.length > 0)
    throw new AppError("invalid_request", "The endpoint cannot be like that.", { errors });
  refuseWords(choice, caller);
  return { choice, headers };
}

/** Whoever may not read messages does not have them sent elsewhere. */
function refuseWords({ payload }: EndpointChoice, { scopes }: Pick<Caller, "scopes">): void {
  if (payload === "thin" || scopes.has("messages:read")) return;
  throw new AppError("insufficient_scope", "A full payload tells what messages say: it needs messages:read.");
}

/** They may be credentials of the former server: another one is not to learn them by a change of the address. */
function keptHeaders({ url }: Wanted, former: EndpointRow | null): Record<string, string> | null {
  if (former === null) return {};
  const moves = url !== undefined && URL.parse(url)?.origin !== URL.parse(former.url)?.origin;
  return moves ? {} : null;
}

function headersIn(given: Record<string, string>, errors: FieldError[]): Record<string, string> {
  const read = readCustomHeaders(given);
  if (read.ok) return read.headers;
  errors.push(...read.errors);
  return {};
}

function urlIn(text: string, mayReach: AddressRule, errors: FieldError[]): string {
  try {
    const url = checkEndpointUrl(text, mayReach);
    url.hash = "";
    return url.href;
  } catch (error) {
    if (!(error instanceof UrlRefusedError)) throw error;
    errors.push({ path: "/url", message: error.message });
    return "";
  }
}

function idsIn(
  prefix: "snd" | "cmp",
  given: readonly string[] | null | undefined,
  former: string[] | null,
  errors: FieldError[],
): string[] | null {
  if (given === undefined) return former;
  if (given === null) return null;
  const path = prefix === "snd" ? "/senders" : "/campaigns";
  return given.flatMap((text, place) => {
    const id = parseId(prefix, text);
    if (id === null) errors.push({ path: `${path}/${place}`, message: `is no id like ${prefix}_…` });
    return id ?? [];
  });
}

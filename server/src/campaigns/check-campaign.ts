// From what somebody asks for to a campaign's parts: what can be refused is refused here, and nothing is stored.

import type {
  CampaignSchedule,
  CampaignTemplate,
  CreateCampaign,
  FieldError,
  MessageObject,
} from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { Caller } from "../kernel/route.ts";
import { parseMessageObject } from "@waypost/contract";
import { whomOf } from "./audience.ts";
import type { Content, Schedule, Share, Ways } from "./campaign.ts";
import { problemOfTime, zoneNamed } from "./schedule.ts";
import type { TenantFacts, Wanted } from "./store/campaign.ts";

export type CheckDeps = {
  /** The id of the sender that an id or a number names, null for the default; throws AppError when there is none. */
  senderNamed(caller: Caller, reference: string | null): Promise<string>;
};

export async function checkCampaign(
  deps: CheckDeps,
  caller: Caller,
  given: CreateCampaign,
  tenant: Pick<TenantFacts, "time_zone">,
): Promise<Wanted> {
  const errors: FieldError[] = [];
  const content = contentOf(given, errors);
  const schedule = scheduleOf(given.schedule ?? {}, tenant.time_zone, errors);
  const ways = waysOf(given, errors);
  const { csv, ...audience } = given.audience;
  const isNamed = ["list", "segment", "tag", "everyone"].some((name) => Object.hasOwn(audience, name));
  if (!isNamed && csv === undefined)
    errors.push({
      path: "/audience",
      message: "names nobody: give a list, a segment, a tag, csv or everyone",
    });
  if (errors.length > 0) throw new AppError("invalid_request", "The campaign is not valid.", { errors });
  whomOf(audience);
  return {
    name: given.name,
    content,
    senders: await sharesOf(deps, caller, given.from),
    audience,
    schedule,
    pace: { rate: given.rate ?? null, quiet_hours: given.quiet_hours ?? null },
    stops: given.stops ?? {},
    ab: given.ab ?? null,
    ways,
  };
}

/** What is compared, and what becomes of the people afterwards. */
function waysOf({ ab, track_links, stop_on_reply, follow_up }: CreateCampaign, errors: FieldError[]): Ways {
  for (const [at, variant] of (ab?.variants ?? []).entries()) {
    const path = `/ab/variants/${at}`;
    if (at > 0) refuseContent(variant, path, errors);
    else if (variant.template !== undefined || variant.message !== undefined)
      errors.push({ path, message: "is the campaign's own content, and names none" });
  }
  if (ab?.winner !== undefined && ab.variants === undefined)
    errors.push({ path: "/ab/variants", message: "is what a winner is chosen from" });
  if (follow_up) refuseContent(follow_up, "/follow_up", errors);
  const wantsClicks = [
    ...(ab?.winner?.metric === "clicked" ? ["/ab/winner/metric"] : []),
    ...(follow_up?.when === "not_clicked" ? ["/follow_up/when"] : []),
  ];
  if (track_links !== true)
    errors.push(...wantsClicks.map((path) => ({ path, message: "needs track_links" })));
  return {
    ...(track_links === undefined ? {} : { track_links }),
    ...(stop_on_reply === undefined ? {} : { stop_on_reply }),
    ...(follow_up === undefined ? {} : { follow_up }),
  };
}

type Said = { template?: CampaignTemplate; message?: MessageObject };

/** A template or a message, and one that can be sent. */
function refuseContent({ template, message }: Said, path: string, errors: FieldError[]): void {
  if ((template === undefined) === (message === undefined))
    errors.push({ path: `${path}/template`, message: "or `message` is to be given, and not both" });
  if (message?.type === "template")
    errors.push({
      path: `${path}/message/type`,
      message: "is to be given as `template`, with its variables",
    });
  const parsed = message === undefined ? null : parseMessageObject(message);
  if (parsed?.ok === false)
    errors.push(...parsed.errors.map((each) => ({ ...each, path: `${path}/message${each.path}` })));
}

function contentOf(given: CreateCampaign, errors: FieldError[]): Content {
  const { template = null, message = null, category = "marketing", ttl_seconds = null } = given;
  refuseContent(given, "", errors);
  if (category === "authentication")
    errors.push({ path: "/category", message: "is for one person at a time, not for campaigns" });
  return { template, message, category, ttl_seconds };
}

function scheduleOf(given: CampaignSchedule, tenantZone: string, errors: FieldError[]): Schedule {
  const zone = zoneNamed(given.time_zone ?? tenantZone);
  if (zone === null)
    errors.push({ path: "/schedule/time_zone", message: "is no time zone of IANA's, such as Asia/Kolkata" });
  const problem = given.at === undefined ? null : problemOfTime(given.at);
  if (problem !== null) errors.push({ path: "/schedule/at", message: problem });
  for (const name of ["recipient_local", "repeat"] as const) {
    if (given.at === undefined && (given[name] ?? false) !== false)
      errors.push({ path: `/schedule/${name}`, message: "needs a time in `at`" });
  }
  if (given.windows !== undefined && given.windows.from === given.windows.to)
    errors.push({ path: "/schedule/windows/to", message: "is when it begins" });
  return { ...given, time_zone: zone ?? tenantZone };
}

type Sender = string | null | { sender: string; weight?: number };

async function sharesOf(deps: CheckDeps, caller: Caller, from: CreateCampaign["from"]): Promise<Share[]> {
  const named: readonly Sender[] = Array.isArray(from) ? from : [from ?? null];
  const shares: Share[] = [];
  for (const each of named) {
    const { sender: reference, weight = 1 } =
      each === null || typeof each === "string" ? { sender: each } : each;
    // oxlint-disable-next-line no-await-in-loop -- a few, from memory
    const id = await deps.senderNamed(caller, reference);
    if (shares.some((share) => share.id === id))
      throw new AppError("invalid_request", "The campaign is not valid.", {
        errors: [{ path: "/from", message: "names the same sender twice" }],
      });
    shares.push({ id, weight });
  }
  return shares;
}

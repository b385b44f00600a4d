// Puts links of a campaign's own into its messages: a token for each person and target, whose rows go with the message.

import { createHash, randomBytes } from "node:crypto";
import type { MessageObject } from "@waypost/contract";
import type { LinkRow } from "../store/links.ts";
import { linkMessage } from "./link-message.ts";

/** Whose clicks are nobody's: a test's. */
export const nobody = "00000000-0000-0000-0000-000000000000";

export type Tracked = { body: MessageObject; links: LinkRow[] };
export type Trackable = { contactId: string; body: MessageObject; buttons: readonly string[] };

/** One token for a target, however often the message names it. */
export function trackLinks(
  campaign: { id: string; linkBase: string },
  { contactId, body, buttons }: Trackable,
): Tracked {
  const tokens = new Map<string, string>();
  const tokenOf = (target: string): string => {
    const token = tokens.get(target) ?? randomBytes(tokenBytes).toString("base64url");
    tokens.set(target, token);
    return token;
  };
  const linked = linkMessage(body, { base: campaign.linkBase, buttons, tokenOf });
  const links = [...tokens].map(([target, token]) => ({
    contact_id: contactId,
    token,
    link_id: linkIdOf(campaign.id, target),
    target,
  }));
  return { body: linked, links };
}

/** Nobody guesses one of ten million in a lifetime, and it stays short enough to be typed. */
const tokenBytes = 9;

/** The same for everybody of the campaign; version 8 is for such uuids (RFC 9562 §5.8). */
function linkIdOf(campaignId: string, target: string): string {
  const hex = createHash("sha256").update(`${campaignId} ${target}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

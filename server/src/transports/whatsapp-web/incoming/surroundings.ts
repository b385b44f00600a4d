// What WhatsApp tells beside a message: what it replies to, how often it was passed on, the advertisement before it.

/** Null for a part of a message that tells nothing of the kind. In Meta's words. */
export function surroundingsIn(part: unknown): Record<string, unknown> | null {
  if (part === null || typeof part !== "object" || !("contextInfo" in part)) return null;
  const info = (part.contextInfo ?? {}) as ContextInfo;
  const [context, referral] = [contextIn(info), referralIn(info)];
  if (context === null && referral === null) return null;
  return { ...(context === null ? {} : { context }), ...(referral === null ? {} : { referral }) };
}

type ContextInfo = {
  stanzaId?: unknown;
  isForwarded?: unknown;
  forwardingScore?: unknown;
  externalAdReply?: Readonly<Record<string, unknown>> | null;
};

/** From there on WhatsApp shows two arrows: "forwarded many times". */
const manyTimes = 5;

function contextIn({ stanzaId, isForwarded, forwardingScore }: ContextInfo): Record<string, unknown> | null {
  const context = {
    ...(typeof stanzaId === "string" && stanzaId !== "" ? { id: stanzaId } : {}),
    ...(isForwarded === true ? { forwarded: true } : {}),
    ...(typeof forwardingScore === "number" && forwardingScore >= manyTimes
      ? { frequently_forwarded: true }
      : {}),
  };
  return Object.keys(context).length === 0 ? null : context;
}

/** By Meta's name of each field, for which there is one in an advertisement's card. */
const referralFields = {
  source_type: "sourceType",
  source_id: "sourceId",
  source_url: "sourceUrl",
  headline: "title",
  body: "body",
  thumbnail_url: "thumbnailUrl",
  ctwa_clid: "ctwaClid",
} as const;

/** Also a forwarded link has such a card; only an advertisement's says where it came from. */
function referralIn({ externalAdReply: card }: ContextInfo): Record<string, unknown> | null {
  if (!card || (!card["sourceId"] && !card["ctwaClid"])) return null;
  const known = Object.entries(referralFields).flatMap(([name, field]) => {
    const value = card[field];
    return typeof value === "string" && value !== "" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(known);
}

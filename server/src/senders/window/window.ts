// The 24-hour customer service window of one person and one business number, and the free entry after an ad.

const hourMs = 3_600_000;
const windowMs = 24 * hourMs;
const freeEntryMs = 72 * hourMs;

export type WindowFacts = {
  /** When the person last wrote to the number. */
  lastHeardAt: Date | null;
  /** The latest message that came from an ad or a page's button, and our first answer to it. */
  entry: { at: Date; answeredAt: Date | null } | null;
};

export type WindowState = {
  /** Until then anything may be written; afterwards only templates. Null when it is closed. */
  openUntil: Date | null;
  /** Until then nothing is charged, templates included. Null outside. */
  freeEntryUntil: Date | null;
};

/**
 * Meta, "Customer service windows": 24 hours from the person's last message. "Free entry point conversations": after a
 * click-to-WhatsApp ad, 72 hours of everything for free from our first answer, if that came within the 24; what may
 * be written still goes by the window.
 */
export function windowState({ lastHeardAt, entry }: WindowFacts, now: Date): WindowState {
  return {
    openUntil: after(lastHeardAt, windowMs, now),
    freeEntryUntil: entry === null || !isInTime(entry) ? null : after(entry.answeredAt, freeEntryMs, now),
  };
}

function isInTime({ at, answeredAt }: NonNullable<WindowFacts["entry"]>): boolean {
  return answeredAt !== null && answeredAt.getTime() - at.getTime() < windowMs;
}

function after(at: Date | null, ms: number, now: Date): Date | null {
  if (at === null) return null;
  const end = new Date(at.getTime() + ms);
  return end > now ? end : null;
}

// Reads the cells that are not phone numbers: names, languages, time zones, tags. Pure.

import { tagOf } from "../../tags/tag.ts";

export type Read<Value> = { ok: true; value: Value } | { ok: false; reason: string; words: string };

export const cellLimits = { name: 256, tags: 100 } as const;

/** As a contact of the API may be called. */
export function readName(text: string): Read<string> {
  if (lengthOf(text) <= cellLimits.name) return { ok: true, value: text };
  return refused("name_too_long", `The name has more than ${cellLimits.name} characters.`);
}

/** BCP 47, in its usual spelling: `pt_br` is `pt-BR`. */
export function readLanguage(text: string): Read<string> {
  const known = languages.get(text);
  if (known !== undefined) return known;
  return remember(languages, text, languageIn(text));
}

function languageIn(text: string): Read<string> {
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll("_", "-"));
    if (tag !== undefined && tag.length <= 35) return { ok: true, value: tag };
  } catch {
    // What is no tag throws.
  }
  return refused("unknown_language", `"${shortened(text)}" is no language: write it as en or pt-BR.`);
}

/** An IANA name. */
export function readTimeZone(text: string): Read<string> {
  const known = zones.get(text);
  if (known !== undefined) return known;
  return remember(zones, text, zoneIn(text));
}

function zoneIn(text: string): Read<string> {
  try {
    // Offsets are taken as well, and are none: they do not know of summer.
    if (/^[A-Za-z]/.test(text)) {
      const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions();
      return { ok: true, value: timeZone };
    }
  } catch {
    // What is no zone throws.
  }
  return refused("unknown_time_zone", `"${shortened(text)}" is no time zone: write it as Asia/Kolkata.`);
}

/** The same few in every file, and each costs as much as a hundred rows. Dropped whole when full. */
const languages = new Map<string, Read<string>>();
const zones = new Map<string, Read<string>>();
const rememberedMax = 2_000;

function remember<Value>(known: Map<string, Read<Value>>, text: string, read: Read<Value>): Read<Value> {
  if (known.size >= rememberedMax) known.clear();
  known.set(text, read);
  return read;
}

/** `VIP; New,Delhi|north` is four of them, in lower case. */
export function readTags(text: string): Read<string[]> {
  const tags = new Set<string>();
  for (const part of text.split(/[,;|\n،؛]/)) {
    if (part.trim() === "") continue;
    const tag = tagOf(part);
    if (tag === null) return refused("wrong_tag", `"${shortened(part.trim())}" is too long for a tag.`);
    tags.add(tag);
  }
  if (tags.size <= cellLimits.tags) return { ok: true, value: [...tags] };
  return refused("too_many_tags", `The row has more than ${cellLimits.tags} tags.`);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/**
 * Characters, not UTF-16 units: as the API counts them. Counting costs a copy, which most texts need not pay.
 */
function lengthOf(text: string): number {
  return text.length <= cellLimits.name ? text.length : Array.from(text).length;
}

function refused(reason: string, words: string): { ok: false; reason: string; words: string } {
  return { ok: false, reason, words };
}

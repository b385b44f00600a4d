// What a new template begins with, as the address says it. Pure.

/** `like`: one of which it is another language; `ready` in `language`: a ready-made one of the provider's. */
export type Start = { like?: string; ready?: string; language?: string };

export function readStart({ like, ready, language }: Record<string, unknown>): Start {
  if (typeof like === "string" && /^tpl_[0-9a-f]{32}$/.test(like)) return { like };
  const isNamed = typeof ready === "string" && /^[a-z0-9_]{1,512}$/.test(ready);
  return isNamed && typeof language === "string" && /^[A-Za-z_]{2,12}$/.test(language)
    ? { ready, language }
    : {};
}

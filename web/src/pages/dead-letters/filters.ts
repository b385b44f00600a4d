// What the dead letters are narrowed to, as the address says it. Pure.

/** By why they died, and by the number that was to send them. */
export type Narrowed = { code?: string | undefined; sender?: string | undefined };

/** `letter` is the one that is open. */
export type Filters = Narrowed & { letter?: string | undefined };

/** What an address holds may be anybody's invention: only what fits is taken. */
export function readFilters(search: Record<string, unknown>): Filters {
  const { code, sender, letter } = search;
  return {
    ...(typeof code === "string" && /^\w{1,64}$/.test(code) ? { code } : {}),
    ...(typeof sender === "string" && /^snd_[0-9a-f]{32}$/.test(sender) ? { sender } : {}),
    ...(typeof letter === "string" && /^msg_[0-9a-f]{32}$/.test(letter) ? { letter } : {}),
  };
}

/** Without what is not said, which an address would else say as nothing. */
export function narrowedTo({ code, sender }: Narrowed): { code?: string; sender?: string } {
  return { ...(code === undefined ? {} : { code }), ...(sender === undefined ? {} : { sender }) };
}

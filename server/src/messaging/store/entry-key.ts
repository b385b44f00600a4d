// How statements find what belongs to a message: its lane entry by the entry's key, its months by a range of ids.

/** `e` is the entry; `of` has a message's tenant, sender, recipient and, as `message_id`, its id. */
export function sameEntry(of: string): string {
  return `e.tenant_id = ${of}.tenant_id and e.sender_id = ${of}.sender_id and e.recipient = ${of}.recipient
       and e.message_id = ${of}.message_id`;
}

/**
 * The first and the last of these ids. Given beside them, they let a statement be planned for the months they lie in:
 * a join prunes only when it runs, after all months were planned, opened and locked.
 */
export function idRange(ids: readonly string[]): [string, string] {
  let [least, greatest] = [ids[0] ?? "", ids[0] ?? ""];
  for (const id of ids) {
    if (id < least) least = id;
    if (id > greatest) greatest = id;
  }
  return [least, greatest];
}

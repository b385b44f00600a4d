// Work nobody waits for: a failure of it is a mistake of ours, shown and survived.
export function inBackground(work: Promise<unknown>) {
  work.catch((problem: unknown) => console.error("simulator: WhatsApp Web work failed", problem));
}

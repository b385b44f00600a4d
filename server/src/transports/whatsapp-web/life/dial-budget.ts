// How often a session may log in: a number that does so all the time looks like one that is abused.

export type DialBudget = {
  /** It has logged in. */
  spend(now: number): void;
  isSpent(now: number): boolean;
};

/** In any hour. Beyond them it comes back at the slow pace: some ten times more. */
const loginsMax = 12;
const hourMs = 60 * 60_000;

/** Counts what WhatsApp has seen. Dialling in vain is slowed down by the backoff, and is nobody's fault. */
export function createDialBudget(): DialBudget {
  let logins: number[] = [];
  return {
    spend: (now) => {
      logins = [...logins.filter((at) => at > now - hourMs), now];
    },
    isSpent: (now) => logins.filter((at) => at > now - hourMs).length >= loginsMax,
  };
}

// Phone numbers nobody else has in this run, of people who behave as most do.

/** The simulator gives numbers that end in 0000 to 0010 special habits, so the last four digits begin at 1000. */
export function createRecipients(): () => string {
  let last = 0;
  return () => {
    const number = last++;
    return `+1${2_000_000_000 + Math.floor(number / 9_000) * 10_000 + 1_000 + (number % 9_000)}`;
  };
}

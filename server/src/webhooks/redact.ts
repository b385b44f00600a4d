// What is kept of a receiver's answer: enough to see what went wrong there, and nothing of people or secrets. Pure.

/** Characters of an answer that are kept. */
export const excerptMax = 2_000;

/**
 * Numbers that may be somebody's, and what looks like a key: answers often repeat what they were sent, and name what
 * they were called with.
 */
export function excerptOf(text: string): string | null {
  const cut = text.length > excerptMax ? `${text.slice(0, excerptMax)}…` : text;
  const shown = cut
    // Postgres keeps no NUL, and nobody reads the others.
    // oxlint-disable-next-line no-control-regex -- they are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\uFFFD")
    .toWellFormed()
    .replaceAll(/\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi, "[secret]")
    .replaceAll(/\b(?:wh(?:sec|pk|sk)|wp_(?:live|test)|sk|pk|ghp|xox[a-z])[_-][\w+/=-]{8,}/gi, "[secret]")
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[secret]")
    .replaceAll(/[\w.+-]+@[\w-]+\.[\w.-]+/g, "[address]")
    .replaceAll(/\+?\d(?:[\s().-]{0,2}\d){6,}/g, "[number]");
  return shown === "" ? null : shown;
}

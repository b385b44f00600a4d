// One spelling for a word of a whole message, so that "¡STOP!", "stop" and "ｓｔｏｐ 🙏" are the same: pure.

/** Longer than any word of ours in any spelling; what people write beyond it is no single word. */
const longest = 80;

/** Null for what is too long to be a word. Letters of other scripts keep the marks that make them what they are. */
export function normaliseWord(text: string): string | null {
  if (text.length > longest) return null;
  return (
    text
      .normalize("NFKD")
      // Accents of Latin, Greek and Cyrillic; vowel signs and the small letters of Arabic; its stretching line.
      .replaceAll(/[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]/g, "")
      // Direction marks, joiners, variation selectors.
      .replaceAll(/\p{Cf}|[\ufe00-\ufe0f]/gu, "")
      .normalize("NFC")
      // Up and down: ß is ss then, and Turkish ı and İ are i.
      .toUpperCase()
      .toLowerCase()
      .replaceAll("\u0307", "")
      .replaceAll(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
      .replaceAll("\u0629", "\u0647")
      .replaceAll("\u06c1", "\u0647")
      .replaceAll(/[\u0649\u06cc]/g, "\u064a")
      .replaceAll("\u06a9", "\u0643")
      // Everything that is no letter, mark or digit parts words: punctuation, emoji, signs.
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
      .trim()
  );
}

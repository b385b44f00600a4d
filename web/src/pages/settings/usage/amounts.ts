// Amounts of money as the reader's language writes them. Pure.
import type { Language } from "../../../i18n/languages.ts";

type Amount = { currency: string; amount_micros: number };

export function formatAmounts(amounts: readonly Amount[], language: Language): string {
  return amounts
    .map(({ currency, amount_micros: micros }) =>
      new Intl.NumberFormat(language, { style: "currency", currency }).format(micros / 1_000_000),
    )
    .join(" + ");
}

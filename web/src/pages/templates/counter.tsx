// How many letters there are, of how many there may be.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage } from "../../i18n/texts.ts";

export function Counter({ text, most }: { text: string; most: number }) {
  const language = useLanguage();
  return (
    <bdi dir="ltr" className="tabular" data-over={text.length > most || undefined}>
      {formatNumber(text.length, language)} / {formatNumber(most, language)}
    </bdi>
  );
}

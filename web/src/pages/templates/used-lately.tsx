// How much a template was sent of late, by all roads, and how many of those messages were read.
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { PageLink } from "../../parts/page-link.tsx";

/** Of the API's own thirty days. */
export function UsedLately({ name }: { name: string }) {
  const t = useTexts("templates");
  const language = useLanguage();
  const { data } = useQuery(read("GET /v1/analytics"));
  if (data === undefined) return null;
  const { sent = 0, read: seen = 0 } = data.by_template.find(({ template }) => template === name) ?? {};
  return (
    <PageLink to="/analytics" size="sm">
      {t("used", { sent: formatNumber(sent, language), read: formatNumber(seen, language) })}
    </PageLink>
  );
}

// How many campaigns say a template, and the way to them; nothing where none does.
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Fact } from "../../parts/fact-list.tsx";
import { PageLink } from "../../parts/page-link.tsx";

/** Beyond, it says that there are more. */
const countMax = 20;

export function UsedBy({ name }: { name: string }) {
  const t = useTexts("templates");
  const query = { template: name, limit: countMax };
  const { data } = useQuery(read("GET /v1/campaigns", { query }));
  if (data === undefined || data.data.length === 0) return null;
  return (
    <Fact name={t("usedBy")}>
      <PageLink to="/campaigns" search={{ template: name }} size="sm">
        {data.next === null
          ? t("usedBy.campaigns", { count: data.data.length })
          : t("usedBy.more", { count: countMax })}
      </PageLink>
    </Fact>
  );
}

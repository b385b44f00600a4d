// The same counts by template, sender and country, each with its file.
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Panel } from "../../parts/panel.tsx";
import { type CountRow, CountTable } from "./count-table.tsx";
import type { Overview } from "./figures.ts";
import { SaveCsv, type What } from "./save-csv.tsx";

export function Breakdowns({ overview }: { overview: Overview }) {
  const t = useTexts("analytics");
  const nameOf = useSenderNames();
  const countryName = useCountryNames();
  return (
    <>
      <Breakdown
        what="template"
        rows={overview.by_template.map(({ template, ...counts }) => ({
          ...counts,
          id: template ?? "",
          name: template ?? t("noTemplate"),
        }))}
      />
      <Breakdown
        what="sender"
        rows={overview.by_sender.map(({ sender, ...counts }) => ({
          ...counts,
          id: sender,
          name: nameOf(sender),
        }))}
      />
      <Breakdown
        what="country"
        rows={overview.by_country.map(({ country, ...counts }) => ({
          ...counts,
          id: country ?? "",
          name: countryName(country),
        }))}
      />
    </>
  );
}

function Breakdown({ what, rows }: { what: What; rows: readonly CountRow[] }) {
  const t = useTexts("analytics");
  return (
    <Panel title={t(`by.${what}`)} actions={<SaveCsv what={what} rows={rows} />}>
      <CountTable label={t(`by.${what}`)} head={t(`by.${what}`)} rows={rows} />
    </Panel>
  );
}

/** Who may not see senders, and what is gone by now, has its id. */
function useSenderNames(): (id: string) => string {
  const enabled = useMay("senders:read");
  const { data } = useQuery({ ...read("GET /v1/senders", { query: { limit: 200 } }), enabled });
  const names = new Map(data?.data.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** By the calling code: the United States stand for all who share +1. */
function useCountryNames(): (country: string | null) => string {
  const t = useTexts("analytics");
  const names = new Intl.DisplayNames(useLanguage(), { type: "region" });
  return (country) => {
    if (country === null) return t("noCountry");
    const name = names.of(country) ?? country;
    return country === "US" ? t("sharedCode", { name }) : name;
  };
}

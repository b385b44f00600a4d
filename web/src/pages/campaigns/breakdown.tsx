// A campaign's figures by variant, by sender and by country: only what there is more than one of.
import { Title } from "@mantine/core";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import classes from "./campaigns.module.css";
import type { Report } from "./figures.ts";

type Row = { key: string; sent: number; delivered: number; read: number; replied: number; failed: number };

const figures = ["sent", "delivered", "read", "replied", "failed"] as const;

export function Breakdown({ report }: { report: Report }) {
  const t = useTexts("campaigns");
  const winner = report.winner?.variant ?? null;
  const variants = report.by_variant
    .filter(({ variant }) => variant > 0)
    .map((row) => ({
      ...row,
      key: t(row.variant === winner ? "variantWon" : "variant", { place: row.variant }),
    }));
  const senders = report.by_sender.map((row) => ({ ...row, key: row.sender }));
  const countries = report.by_country.map((row) => ({ ...row, key: row.country ?? "–" }));
  return (
    <>
      <Table title={t("by.variant")} rows={variants} />
      <Table title={t("by.sender")} rows={senders} />
      <Table title={t("by.country")} rows={countries} />
    </>
  );
}

function Table({ title, rows }: { title: string; rows: readonly Row[] }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  if (rows.length < 2) return null;
  return (
    <section className={classes["card"]}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={title}>
        <table className={classes["table"]}>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              {figures.map((name) => (
                <th key={name} scope="col">
                  {t(`people.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <bdi>{row.key}</bdi>
                </th>
                {figures.map((name) => (
                  <td key={name}>{formatNumber(row[name], language)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

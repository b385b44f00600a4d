// From everybody who was named to who replied, and who was lost on the way; each figure leads to its people.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProgressBar } from "../../parts/progress-bar.tsx";
import classes from "./campaigns.module.css";
import type { Report } from "./figures.ts";

const stages = ["eligible", "sent", "delivered", "read", "replied", "clicked", "converted"] as const;
const sides = ["failed", "unknown", "skipped"] as const;

type FunnelProps = { id: string; report: Report };

export function Funnel({ id, report }: FunnelProps) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const { funnel, waiting, canceled, opted_out: optedOut } = report;
  const others = { waiting, canceled, opted_out: optedOut };
  const rows = [
    ...stages.map((status) => ({ status, count: funnel[status] })),
    ...sides.map((status) => ({ status, count: funnel[status] })),
    ...(["waiting", "canceled", "opted_out"] as const).map((status) => ({ status, count: others[status] })),
  ].filter(({ status, count }) => count > 0 || status === "eligible" || status === "sent");
  return (
    <Panel title={t("funnel.title")}>
      <ul className={classes["funnel"]}>
        {rows.map(({ status, count }) => (
          <li key={status}>
            <PageLink to="/campaigns/$id/people" params={{ id }} search={{ status }} underline="never">
              <span>{t(`people.${status}`)}</span>
              <ProgressBar
                label={t("progress")}
                share={funnel.audience === 0 ? 0 : count / funnel.audience}
              />
              <span className={classes["figure"]}>{figure(count, funnel.eligible, language)}</span>
            </PageLink>
          </li>
        ))}
      </ul>
      <HoldOut report={report} />
    </Panel>
  );
}

/** Who was sent nothing, to compare with. */
function HoldOut({ report: { hold_out: holdOut } }: { report: Report }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  if (holdOut.people === 0) return null;
  const [people, converted] = [holdOut.people, holdOut.converted].map((count) =>
    formatNumber(count, language),
  );
  return (
    <p className={classes["line"]}>{t("heldOut", { people: people ?? "", converted: converted ?? "" })}</p>
  );
}

function figure(count: number, of: number, language: string): string {
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const written = new Intl.NumberFormat(language).format(count);
  return of === 0 ? written : `${written} · ${share.format(count / of)}`;
}

// How far a campaign is, and how much of it fails, in a row of the list.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ProgressBar } from "../../parts/progress-bar.tsx";
import { StatusChip } from "../../parts/status-chip.tsx";
import classes from "./campaigns.module.css";
import { failuresAreMany, progressOf } from "./figures.ts";
import type { CampaignStatus } from "./filters.ts";
import { useReport } from "./use-report.ts";

type CellProps = { id: string; status: CampaignStatus };

export function ProgressCell({ id, status }: CellProps) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const { data } = useReport(id, status);
  if (data === undefined || data.funnel.eligible === 0) return null;
  const { done, total, share } = progressOf(data);
  return (
    <span className={classes["progress"]}>
      <ProgressBar label={t("progress")} share={share} />
      <bdi dir="ltr" className="tabular">
        {formatNumber(done, language)} / {formatNumber(total, language)}
      </bdi>
    </span>
  );
}

export function FailureCell({ id, status }: CellProps) {
  const t = useTexts("campaigns");
  const { data } = useReport(id, status);
  const percent = data === undefined ? null : progressOf(data).failedPercent;
  if (percent === null) return null;
  return (
    <StatusChip tone={percent >= failuresAreMany ? "bad" : "quiet"}>
      {t("failedPercent", { percent: percent.toFixed(percent < 10 ? 1 : 0) })}
    </StatusChip>
  );
}

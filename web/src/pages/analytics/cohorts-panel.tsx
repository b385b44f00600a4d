// Who stays: people by the week of their first message, and in each week since the share who read or replied.
import { NativeSelect, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Panel } from "../../parts/panel.tsx";
import classes from "./analytics.module.css";
import { type CohortStage, cohortStages } from "./cohort-stages.ts";
import { type CohortCell, type Cohorts, gridOf, linesOf } from "./cohorts.ts";
import { formatDay, formatShare } from "./days.ts";
import { SaveLines } from "./save-csv.tsx";

type CohortsPanelProps = { stage: CohortStage; onStage(stage: CohortStage): void };

/** Weeks change slowly. */
const againMs = 60_000;

/** The last twelve weeks, whatever days the page is about: a week is no part of some days. */
export function CohortsPanel({ stage, onStage }: CohortsPanelProps) {
  const t = useTexts("analytics");
  const { data, error, refetch } = useQuery({
    ...read("GET /v1/analytics/cohorts", {}),
    refetchInterval: againMs,
  });
  const choose = (value: string): void => {
    const chosen = cohortStages.find((each) => each === value);
    if (chosen !== undefined) onStage(chosen);
  };
  return (
    <Panel
      title={t("cohorts")}
      actions={
        <>
          <NativeSelect
            aria-label={t("cohorts.shows")}
            value={stage}
            onChange={({ currentTarget: { value } }) => choose(value)}
            data={cohortStages.map((value) => ({ value, label: t(`cohorts.stage.${value}`) }))}
          />
          <SaveLines
            label={t("csv.of", { what: t("cohorts") })}
            file="waypost-cohorts.csv"
            lines={() => linesOf(data?.cohorts ?? [])}
          />
        </>
      }
    >
      <p className={classes["note"]}>{t("cohorts.note")}</p>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton height="12rem" /> : null}
      {data === undefined || error !== null ? null : <CohortGrid cohorts={data.cohorts} stage={stage} />}
    </Panel>
  );
}

function CohortGrid({ cohorts, stage }: { cohorts: Cohorts["cohorts"]; stage: CohortStage }) {
  const t = useTexts("analytics");
  const language = useLanguage();
  const lines = gridOf(cohorts, stage);
  const columns = Math.max(0, ...lines.map(({ cells }) => cells.length));
  if (lines.length === 0) return <p>{t("cohorts.none")}</p>;
  return (
    <div className={classes["wide"]} role="region" aria-label={t("cohorts")} tabIndex={0}>
      <table className={classes["cohorts"]} aria-label={t("cohorts")}>
        <thead>
          <tr>
            <th scope="col">{t("cohorts.week")}</th>
            <th scope="col">{t("cohorts.people")}</th>
            {Array.from({ length: columns }, (_, after) => (
              // oxlint-disable-next-line react/no-array-index-key -- a week is its place
              <th key={after} scope="col">
                {formatNumber(after, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ week, people, cells }) => (
            <tr key={week}>
              <th scope="row">{formatDay(week, language)}</th>
              <td>{formatNumber(people, language)}</td>
              {cells.map((cell) => (
                <Warm key={cell.after} {...cell} people={people} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Warmth = React.CSSProperties & Record<"--warmth", string>;

/** Beyond it words on the colour could not be read. */
const warmest = 45;

function Warm({ share, count, people }: Omit<CohortCell, "after"> & { people: number }) {
  const t = useTexts("analytics");
  const language = useLanguage();
  const style: Warmth = { "--warmth": `${String(Math.round(warmest * share))}%` };
  const said = { number: formatNumber(count, language), people: formatNumber(people, language) };
  return (
    <td style={style} title={t("cohorts.cell", said)}>
      {formatShare(share, language)}
    </td>
  );
}

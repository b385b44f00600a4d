// One campaign: what holds it now, what became of its people, why some failed, and what can be done about it.
import { Alert, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { read } from "../../api/query.ts";
import { formatNumber, formatSpan } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { ProgressBar } from "../../parts/progress-bar.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { Breakdown } from "./breakdown.tsx";
import { CampaignStatus } from "./campaign-status.tsx";
import classes from "./campaigns.module.css";
import { CampaignDeeds } from "./deeds.tsx";
import { type Campaign, paceOf, progressOf, type Report } from "./figures.ts";
import { Funnel } from "./funnel.tsx";
import { Reasons } from "./reasons.tsx";
import { RepliesHeat } from "./replies-heat.tsx";
import { SeriesChart } from "./series-chart.tsx";
import { useReport } from "./use-report.ts";

const route = getRouteApi("/app/campaigns/$id");

export function CampaignPage() {
  const t = useTexts("campaigns");
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(read("GET /v1/campaigns/{id}", { params: { id } }));
  return (
    <PageFrame
      title={data?.name ?? t("one")}
      actions={data === undefined ? null : <CampaignDeeds campaign={data} />}
    >
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton height="50vh" /> : null}
      {data === undefined ? null : <Body campaign={data} />}
    </PageFrame>
  );
}

function Body({ campaign }: { campaign: Campaign }) {
  const t = useTexts("campaigns");
  const { id, status } = campaign;
  const { data: report, dataUpdatedAt } = useReport(id, status, { isWatched: true });
  return (
    <>
      <div className={classes["line"]}>
        <CampaignStatus status={status} />
        <Timestamp at={campaign.finished_at ?? campaign.starts_at ?? campaign.created_at} />
        <Parent campaign={campaign} />
      </div>
      <Brake campaign={campaign} />
      {status === "draft" ? (
        <PageLink to="/campaigns/new" search={{ campaign: id }}>
          {t("goOn")}
        </PageLink>
      ) : null}
      {report === undefined ? null : (
        <>
          <Pace report={report} now={status === "running" ? dataUpdatedAt : null} />
          <div className={classes["columns"]}>
            <Funnel id={id} report={report} />
            <Reasons id={id} report={report} />
            <SeriesChart series={report.series} />
            <RepliesHeat replies={report.replies} />
            <Breakdown report={report} />
          </div>
        </>
      )}
    </>
  );
}

function Parent({ campaign: { parent, is_follow_up: isFollowUp } }: { campaign: Campaign }) {
  const t = useTexts("campaigns");
  if (parent === null) return null;
  return (
    <PageLink to="/campaigns/$id" params={{ id: parent }} size="sm">
      {isFollowUp ? t("followsUp") : t("runOf")}
    </PageLink>
  );
}

/** Why it stands still, or what it waits for at this moment, in Waypost's words. */
function Brake({ campaign: { paused, brake, status } }: { campaign: Campaign }) {
  const t = useTexts("campaigns");
  const standing = status === "paused" ? paused : brake;
  if (standing === null) return null;
  const until = "until" in standing ? standing.until : null;
  return (
    <Alert color={status === "paused" ? "red" : "yellow"} variant="outline" bg="var(--surface-card)">
      <Title order={2} size="h5">
        {status === "paused" ? t("stands") : t("waitsFor")}
      </Title>
      <Text size="sm">
        <ApiText text={standing.detail} />
      </Text>
      {until === null ? null : (
        <Text size="sm">
          {t("until")} <Timestamp at={until} exact />
        </Text>
      )}
    </Alert>
  );
}

/** `now` is null where nothing is on its way any more. */
function Pace({ report, now }: { report: Report; now: number | null }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const { done, total, share } = progressOf(report);
  const pace = now === null ? null : paceOf(report, now);
  return (
    <div className={classes["line"]}>
      <div className={classes["progress"]}>
        <bdi dir="ltr" className="tabular">
          {formatNumber(done, language)} / {formatNumber(total, language)}
        </bdi>
        <ProgressBar label={t("progress")} share={share} />
      </div>
      {pace === null ? null : (
        <Text size="sm" c="dimmed">
          {t("pace", {
            perMinute: formatNumber(Math.round(pace.perMinute), language),
            left: formatSpan(pace.leftMs, language),
          })}
        </Text>
      )}
    </div>
  );
}

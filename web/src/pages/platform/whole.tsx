// How this Waypost fares as a whole: who is there, what nobody works, and what waits for how long.
import { Alert, Text } from "@mantine/core";
import type { PlatformHealth, PlatformProcess, PlatformQueue } from "@waypost/contract";
import { useQuery } from "@tanstack/react-query";
import { readOwn } from "../../api/person-routes.ts";
import { formatNumber, formatSpan } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Panel } from "../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../parts/plain-table.tsx";
import { StatusChip } from "../../parts/status-chip.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";

/** Nothing tells of it by itself. */
const refreshMs = 10_000;

export function Whole() {
  const t = useTexts("platform");
  const { data, error, refetch } = useQuery({
    ...readOwn("GET /v1/platform/health"),
    refetchInterval: refreshMs,
  });
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  return (
    <>
      <Panel title={t("whole.title")}>
        <Standing health={data} />
        <Processes processes={data.processes} />
      </Panel>
      <Panel title={t("queues.title")}>
        <Queues queues={data.queues} />
      </Panel>
    </>
  );
}

function Standing({ health: { shards, sessions } }: { health: PlatformHealth }) {
  const t = useTexts("platform");
  const language = useLanguage();
  const number = (value: number): string => formatNumber(value, language);
  const orphans = shards.without_owner;
  return (
    <>
      {orphans.length === 0 ? null : (
        <Alert
          color="red"
          variant="outline"
          title={
            <Text span inherit c="var(--mantine-color-text)">
              {t("whole.orphans", { n: number(orphans.length) })}
            </Text>
          }
        >
          <p>{t("whole.orphansDetail")}</p>
          <p className="tabular">{orphans.map(number).join(", ")}</p>
        </Alert>
      )}
      <FactList>
        <Fact name={t("whole.held")}>
          {t("whole.of", { n: number(shards.held), total: number(shards.total) })}
        </Fact>
        <Fact name={t("whole.linked")}>
          {sessions.wanted === 0
            ? null
            : t("whole.of", { n: number(sessions.connected), total: number(sessions.wanted) })}
        </Fact>
      </FactList>
    </>
  );
}

function Processes({ processes }: Pick<PlatformHealth, "processes">) {
  const t = useTexts("platform");
  const language = useLanguage();
  const number = (value: number) => <span className="tabular">{formatNumber(value, language)}</span>;
  const columns: PlainColumn<PlatformProcess>[] = [
    { name: "role", label: t("process.role"), cell: ({ role }) => t(`role.${role}`) },
    {
      name: "state",
      label: t("column.state"),
      cell: ({ state }) => (
        <StatusChip tone={state === "alive" ? "good" : "bad"}>{t(`process.${state}`)}</StatusChip>
      ),
    },
    {
      name: "heard",
      label: t("process.heard"),
      cell: ({ silent_seconds: silent }) => t("process.ago", { span: formatSpan(silent * 1_000, language) }),
    },
    { name: "shards", label: t("process.shards"), cell: ({ shards }) => number(shards) },
    { name: "sessions", label: t("process.sessions"), cell: ({ sessions }) => number(sessions) },
    { name: "version", label: t("process.version"), cell: ({ version }) => <bdi>{version}</bdi> },
    {
      name: "host",
      label: t("process.host"),
      cell: ({ host, pid }) => <bdi dir="ltr">{`${host} ${pid}`}</bdi>,
    },
    {
      name: "started",
      label: t("process.started"),
      cell: ({ started_at: at }) => <Timestamp at={at} />,
    },
  ];
  return <PlainTable label={t("whole.processes")} columns={columns} rows={processes} idOf={({ id }) => id} />;
}

function Queues({ queues }: Pick<PlatformHealth, "queues">) {
  const t = useTexts("platform");
  const language = useLanguage();
  const columns: PlainColumn<PlatformQueue>[] = [
    { name: "kind", label: t("queue.kind"), cell: ({ kind }) => t(`queue.${kind}`) },
    {
      name: "waiting",
      label: t("health.queued"),
      cell: ({ waiting, waiting_is_more: isMore }) =>
        waiting === null ? null : (
          <span className="tabular">{`${formatNumber(waiting, language)}${isMore ? "+" : ""}`}</span>
        ),
    },
    {
      name: "oldest",
      label: t("health.oldest"),
      cell: ({ oldest_seconds: oldest }) => (oldest === null ? null : formatSpan(oldest * 1_000, language)),
    },
  ];
  return <PlainTable label={t("queues.title")} columns={columns} rows={queues} idOf={({ kind }) => kind} />;
}

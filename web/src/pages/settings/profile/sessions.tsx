// Where one is signed in, and signing out there.
import { Button, Skeleton } from "@mantine/core";
import type { SignInResource } from "@waypost/contract";
import { useQuery } from "@tanstack/react-query";
import { readOwn, useOwnChange } from "../../../api/person-routes.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";

export function Sessions() {
  const t = useTexts("settings");
  const { data, error, refetch } = useQuery(readOwn("GET /v1/me/sessions"));
  const endOthers = useOwnChange("DELETE /v1/me/sessions");
  const columns = useColumns();
  const others = data?.data.some(({ current }) => !current) ?? false;
  return (
    <Panel
      title={t("sessions.title")}
      actions={
        others ? (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate({})}>
            {t("sessions.endOthers")}
          </Button>
        ) : null
      }
    >
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        <Skeleton height="6rem" />
      ) : (
        <PlainTable label={t("sessions.title")} columns={columns} rows={data.data} idOf={({ id }) => id} />
      )}
    </Panel>
  );
}

function useColumns(): readonly PlainColumn<SignInResource>[] {
  const t = useTexts("settings");
  const end = useOwnChange("DELETE /v1/me/sessions/{id}");
  return [
    { name: "where", label: t("sessions.browser"), cell: ({ user_agent }) => <bdi>{user_agent ?? "–"}</bdi> },
    { name: "ip", label: t("sessions.ip"), cell: ({ ip }) => <bdi dir="ltr">{ip}</bdi> },
    { name: "seen", label: t("sessions.seen"), cell: ({ seen_at }) => <Timestamp at={seen_at} /> },
    {
      name: "end",
      label: t("sessions.out"),
      cell: ({ id, current }) =>
        current ? (
          <StatusChip tone="good">{t("sessions.current")}</StatusChip>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            loading={end.isPending && end.variables.params.id === id}
            onClick={() => end.mutate({ params: { id } })}
          >
            {t("sessions.end")}
          </Button>
        ),
    },
  ];
}

// How far the file of a campaign's people is read; until its end nobody knows whom the campaign is for.
import { Alert, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isUnder, read } from "../../../api/query.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { PageLink } from "../../../parts/page-link.tsx";
import { ProgressBar } from "../../../parts/progress-bar.tsx";

const movingMs = 700;

/** `id` of the import. */
export function FileState({ id }: { id: string }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const client = useQueryClient();
  const { data } = useQuery({
    ...read("GET /v1/contacts/import/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (isMoving(state.data?.state) ? movingMs : false),
  });
  const isRead = data?.state === "done";
  useEffect(() => {
    // What was reckoned before was reckoned without them.
    if (isRead)
      void client.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, "/v1/campaigns") });
  }, [client, isRead]);
  if (data === undefined) return null;
  const { state, rows, rejected, duplicates, progress } = data;
  const left = rejected + duplicates;
  return (
    <Alert
      color={state === "failed" || left > 0 ? "yellow" : "teal"}
      variant="outline"
      bg="var(--surface-card)"
      title={<Text c="bright">{t(isMoving(state) ? "file.reading" : `file.${state}`)}</Text>}
    >
      {isMoving(state) ? <ProgressBar label={t("file.reading")} share={progress} /> : null}
      <Text size="sm">
        {t("file.rows", { rows: formatNumber(rows, language), left: formatNumber(left, language) })}{" "}
        <PageLink to="/contacts/import" search={{ job: id }} size="sm">
          {t("file.more")}
        </PageLink>
      </Text>
    </Alert>
  );
}

function isMoving(state: string | undefined): state is "waiting" | "running" {
  return state === "waiting" || state === "running";
}

// What waits for this number, and for how long the oldest of it has.
import { Text } from "@mantine/core";
import type { Sender } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";

/** The API lists, and does not count: beyond this it is "more than". */
const counted = 200;

export function QueuePanel({ sender: { id } }: { sender: Sender }) {
  const t = useTexts("senders");
  const language = useLanguage();
  const query = { sender: id, status: "queued", limit: counted } as const;
  const { data, error, refetch } = useQuery(read("GET /v1/messages", { query }));
  const waiting = data?.data ?? [];
  // Newest first: only the last page knows the oldest.
  const oldest = data?.next === null ? waiting.at(-1) : undefined;
  const count = formatNumber(waiting.length, language);
  return (
    <Panel
      title={t("panel.queue")}
      actions={
        <PageLink to="/messages" search={{ sender: id, status: "queued" }} size="sm">
          {t("queue.open")}
        </PageLink>
      }
    >
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data !== undefined && waiting.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("queue.empty")}
        </Text>
      ) : null}
      {waiting.length === 0 ? null : (
        <FactList>
          <Fact name={t("queue.waiting")}>
            {data?.next === null ? count : t("queue.moreThan", { count })}
          </Fact>
          <Fact name={t("queue.oldest")}>
            {oldest === undefined ? null : <Timestamp at={oldest.created_at} />}
          </Fact>
        </FactList>
      )}
    </Panel>
  );
}

// One delivery: what was told, every attempt with what was answered, and telling it again.
import { Button, Group, Stack, Title } from "@mantine/core";
import type { WebhookAttempt, WebhookDeliveryWithAttempts } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/person.ts";
import { read, useChange } from "../../../api/query.ts";
import { formatSpan } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { asJson, CodeBlock } from "../../../parts/code-block.tsx";
import { CopyAsCurl } from "../../../parts/copy-as-curl.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { RecordDrawer } from "../../../parts/record-drawer.tsx";
import { tell } from "../../../parts/tell.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { DeliveryState } from "./endpoint-state.tsx";

export function DeliveryDrawer({ id, onClose }: { id: string | undefined; onClose(): void }) {
  const t = useTexts("developers");
  return (
    <RecordDrawer opened={id} title={t("deliveries.one")} width="40rem" onClose={onClose}>
      {(opened) => <OneDelivery id={opened} />}
    </RecordDrawer>
  );
}

function OneDelivery({ id }: { id: string }) {
  const t = useTexts("developers");
  const found = useQuery(read("GET /v1/webhook-deliveries/{id}", { params: { id } }));
  const mayWrite = useMay("webhooks:write");
  return (
    <Loaded query={found} height="20rem">
      {(delivery) => (
        <Stack>
          <Group justify="space-between">
            <DeliveryState state={delivery.state} />
            {mayWrite ? <Replay delivery={delivery} /> : null}
          </Group>
          <Facts delivery={delivery} />
          <Title order={2} size="h5">
            {t("deliveries.told")}
          </Title>
          <CodeBlock label={t("deliveries.told")} text={asJson(delivery.request.body)} />
          <Attempts attempts={delivery.attempt_log} />
        </Stack>
      )}
    </Loaded>
  );
}

function Facts({ delivery }: { delivery: WebhookDeliveryWithAttempts }) {
  const t = useTexts("developers");
  const { type, event, request, event_at: at, next_attempt_at: next } = delivery;
  return (
    <FactList>
      <Fact name={t("column.type")}>{type}</Fact>
      <Fact name={t("fact.event")}>
        <CopyText text={event} />
      </Fact>
      <Fact name={t("fact.to")}>
        <bdi dir="ltr">{request.url}</bdi>
      </Fact>
      <Fact name={t("column.at")}>
        <Timestamp at={at} exact />
      </Fact>
      <Fact name={t("column.next")}>{next && <Timestamp at={next} exact />}</Fact>
    </FactList>
  );
}

function Replay({ delivery: { id, state } }: { delivery: WebhookDeliveryWithAttempts }) {
  const t = useTexts("developers");
  const replay = useChange("POST /v1/webhook-deliveries/replay");
  const body = { ids: [id] };
  const run = async (): Promise<void> => {
    const done = await replay.mutateAsync({ body }).catch(() => null);
    if (done !== null) tell(t(done.replayed === 0 ? "deliveries.notReplayed" : "deliveries.replayed"));
  };
  return (
    <Group gap="xs">
      <Button size="xs" disabled={state === "waiting"} loading={replay.isPending} onClick={() => void run()}>
        {t("deliveries.replay")}
      </Button>
      <CopyAsCurl call={{ route: "POST /v1/webhook-deliveries/replay", body }} />
      {replay.error === null ? null : <ErrorCard error={replay.error} />}
    </Group>
  );
}

function Attempts({ attempts }: { attempts: readonly WebhookAttempt[] }) {
  const t = useTexts("developers");
  const columns = useAttemptColumns();
  const last = attempts.findLast(({ response }) => response !== null && response !== "");
  if (attempts.length === 0) return null;
  return (
    <>
      <Title order={2} size="h5">
        {t("attempts.title")}
      </Title>
      <PlainTable
        label={t("attempts.title")}
        columns={columns}
        rows={attempts}
        idOf={({ at, number }) => `${at} ${String(number)}`}
      />
      {last === undefined ? null : <CodeBlock label={t("attempts.response")} text={last.response ?? ""} />}
    </>
  );
}

function useAttemptColumns(): readonly PlainColumn<WebhookAttempt>[] {
  const t = useTexts("developers");
  const language = useLanguage();
  return [
    { name: "number", label: t("attempts.number"), cell: ({ number }) => number },
    { name: "at", label: t("column.at"), cell: ({ at }) => <Timestamp at={at} exact /> },
    { name: "trigger", label: t("attempts.trigger"), cell: ({ trigger }) => t(`trigger.${trigger}`) },
    { name: "status", label: t("column.answer"), cell: ({ status, error }) => <bdi>{error ?? status}</bdi> },
    { name: "ms", label: t("attempts.took"), cell: ({ duration_ms: ms }) => formatSpan(ms, language) },
  ];
}

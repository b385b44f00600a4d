// One message: what it says, what is known about it, everything that happened to it, and what can be done.
import { Button, Group, Stack, Title } from "@mantine/core";
import type { Message } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard, FailureCard } from "../../parts/error-card.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { RecordDrawer } from "../../parts/record-drawer.tsx";
import { tell } from "../../parts/tell.tsx";
import { MessageFacts } from "./message-facts.tsx";
import { MessageStatus } from "./message-status.tsx";
import { Timeline } from "./timeline.tsx";

type MessageDrawerProps = { id: string | undefined; onClose(): void };

export function MessageDrawer({ id, onClose }: MessageDrawerProps) {
  const t = useTexts("messages");
  return (
    <RecordDrawer opened={id} title={t("drawer.title")} onClose={onClose}>
      {(opened) => <OneMessage id={opened} />}
    </RecordDrawer>
  );
}

function OneMessage({ id }: { id: string }) {
  const t = useTexts("messages");
  const found = useQuery(read("GET /v1/messages/{id}", { params: { id } }));
  return (
    <Loaded query={found} height="20rem">
      {(message) => (
        <Stack>
          <Group justify="space-between">
            <MessageStatus status={message.status} />
            <Deeds message={message} />
          </Group>
          {message.error === null ? null : <FailureCard failure={failureOf(message.error)} />}
          <MessageFacts message={message} />
          <Title order={2} size="h5">
            {t("timeline.title")}
          </Title>
          <Timeline entries={message.timeline ?? []} />
        </Stack>
      )}
    </Loaded>
  );
}

function failureOf({ code, detail, maybe_sent }: NonNullable<Message["error"]>) {
  return { code, detail, maybeSent: maybe_sent };
}

const resendable: ReadonlySet<string> = new Set(["failed", "expired", "canceled", "unknown"]);
const cancelable: ReadonlySet<string> = new Set(["scheduled", "queued"]);

function Deeds({ message: { id, status } }: { message: Message }) {
  const t = useTexts("messages");
  const resend = useChange("POST /v1/messages/{id}/resend");
  const cancel = useChange("POST /v1/messages/{id}/cancel");
  const mayWrite = useMay("messages:write");
  const call = { route: "GET /v1/messages/{id}", params: { id } };
  const failed = resend.error ?? cancel.error;
  return (
    <Group gap="xs">
      {mayWrite && resendable.has(status) ? (
        <Button
          size="xs"
          loading={resend.isPending}
          onClick={() => resend.mutate({ params: { id } }, { onSuccess: () => tell(t("resend.done")) })}
        >
          {t("resend.action")}
        </Button>
      ) : null}
      {mayWrite && cancelable.has(status) ? (
        <Button
          size="xs"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { id } }, { onSuccess: () => tell(t("cancel.done")) })}
        >
          {t("cancel.action")}
        </Button>
      ) : null}
      <CopyAsCurl call={call} />
      {failed === null ? null : <ErrorCard error={failed} />}
    </Group>
  );
}

// One entry of the audit log with all it says.
import { Stack, Title } from "@mantine/core";
import type { AuditEntry } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { asJson, CodeBlock } from "../../../parts/code-block.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { RecordDrawer } from "../../../parts/record-drawer.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { Actor } from "./actor.tsx";
import { Changes } from "./changes.tsx";

export function AuditDrawer({ entry, onClose }: { entry: AuditEntry | null; onClose(): void }) {
  return (
    <RecordDrawer opened={entry} title={entry?.action} width="36rem" onClose={onClose}>
      {(opened) => <Entry entry={opened} />}
    </RecordDrawer>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const t = useTexts("settings");
  const { number, at, actor, reason, target, changed, changes, outcome, request_id, ip, detail, hash } =
    entry;
  return (
    <Stack>
      <FactList>
        <Fact name={t("audit.number")}>{number}</Fact>
        <Fact name={t("audit.at")}>
          <Timestamp at={at} exact />
        </Fact>
        <Fact name={t("audit.actor")}>
          <Actor actor={actor} />
        </Fact>
        <Fact name={t("audit.reason")}>{reason}</Fact>
        <Fact name={t("audit.target")}>{target === null ? null : <CopyText text={target.id} />}</Fact>
        <Fact name={t("audit.changed")}>{changed.join(", ")}</Fact>
        <Fact name={t("audit.outcome")}>{t(`outcome.${outcome}`)}</Fact>
        <Fact name={t("audit.request")}>{request_id}</Fact>
        <Fact name={t("audit.ip")}>{ip}</Fact>
        <Fact name={t("audit.hash")}>
          <CopyText text={hash} />
        </Fact>
      </FactList>
      <Changes changes={changes} />
      {Object.keys(detail).length === 0 ? null : (
        <>
          <Title order={2} size="h5">
            {t("audit.detail")}
          </Title>
          <CodeBlock label={t("audit.detail")} text={asJson(detail)} />
        </>
      )}
    </Stack>
  );
}

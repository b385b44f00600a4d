// One entry of the audit log with all it says.
import { Drawer, Stack, Title } from "@mantine/core";
import type { AuditEntry } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { asJson, CodeBlock } from "../../../parts/code-block.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { Actor } from "./actor.tsx";

export function AuditDrawer({ entry, onClose }: { entry: AuditEntry | null; onClose(): void }) {
  const t = useTexts("settings");
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size="min(36rem, 100%)"
      title={entry?.action}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {entry === null ? null : <Entry entry={entry} />}
    </Drawer>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const t = useTexts("settings");
  const { number, at, actor, reason, target, changed, outcome, request_id, ip, detail, hash } = entry;
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

// The step that only the owner of a 360dialog account can take: telling it where to report, and with which secret.
import { Text } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { ShownOnce } from "../../../parts/shown-once.tsx";
import { type Told, webhookLine } from "./dialog360-webhook.ts";

/** Null while there is nothing to tell. */
export function WebhookTold({ told, onClose }: { told: Told | null; onClose(): void }) {
  const t = useTexts("senders");
  return (
    <ShownOnce
      secret={told?.secret ?? null}
      title={t("told.title")}
      hint={t("told.hint")}
      done={t("told.done")}
      onClose={onClose}
    >
      <Text size="sm">{t("hook.address")}</Text>
      <CopyText text={told?.url ?? ""} />
      {told === null ? null : <CodeBlock label={t("told.line")} text={webhookLine(told)} />}
    </ShownOnce>
  );
}

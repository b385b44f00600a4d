// How a number is kept from being banned: the figures that hold, and a form to choose others.
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Sender } from "@waypost/sdk";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProtectionForm } from "./protection-form.tsx";

export function ProtectionPanel({ sender: { id, protection } }: { sender: Sender }) {
  const t = useTexts("senders");
  const language = useLanguage();
  const [isOpen, form] = useDisclosure(false);
  const mayWrite = useMay("senders:write");
  if (protection === null) return null;
  const { daily_cap: cap, new_chats_per_day: newChats, gap_seconds: gap, quiet_hours: quiet } = protection;
  const figure = (value: number | null): string | null =>
    value === null ? null : formatNumber(value, language);
  return (
    <Panel
      title={t("panel.protection")}
      actions={
        mayWrite ? (
          <Button size="xs" variant="default" onClick={form.open}>
            {t("protection.change")}
          </Button>
        ) : null
      }
    >
      <Text size="sm">{t(`preset.${protection.preset}.detail`)}</Text>
      <FactList>
        <Fact name={t("protection.preset")}>{t(`preset.${protection.preset}`)}</Fact>
        <Fact name={t("protection.cap")}>{figure(cap)}</Fact>
        <Fact name={t("protection.newChats")}>{figure(newChats)}</Fact>
        <Fact name={t("protection.gap")}>{figure(gap)}</Fact>
        <Fact name={t("protection.quiet")}>
          {quiet === null ? null : <bdi dir="ltr">{`${quiet.from} – ${quiet.to}`}</bdi>}
        </Fact>
        <Fact name={t("protection.typing")}>{protection.typing ? t("yes") : t("no")}</Fact>
        <Fact name={t("protection.zone")}>
          <bdi>{protection.time_zone}</bdi>
        </Fact>
      </FactList>
      {isOpen ? <ProtectionForm {...{ id, protection }} onClose={form.close} /> : null}
    </Panel>
  );
}

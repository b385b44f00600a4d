// What a number may send and has sent: today, to new people, in a second; and how far it has warmed up.
import type { Sender } from "@waypost/sdk";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { Meter } from "./meter.tsx";

export function LimitsPanel({ sender: { limits } }: { sender: Sender }) {
  const t = useTexts("senders");
  const language = useLanguage();
  const { per_day, sent_today, new_chats_per_day, new_chats_today, per_second } = limits;
  return (
    <Panel title={t("panel.limits")}>
      {per_day === null || sent_today === null ? null : (
        <Meter label={t("limits.today")} used={sent_today} most={per_day} isLimit />
      )}
      {new_chats_per_day === null || new_chats_today === null ? null : (
        <Meter label={t("limits.newChats")} used={new_chats_today} most={new_chats_per_day} isLimit />
      )}
      <FactList>
        <Fact name={t("limits.perSecond")}>
          {per_second === null ? null : formatNumber(per_second, language)}
        </Fact>
        <Fact name={t("limits.day")}>{per_day === null ? t("limits.none") : null}</Fact>
        <Fact name={t("limits.warmUp")}>
          {limits.warm_up_stage === null ? null : <ApiText text={limits.warm_up_stage} />}
        </Fact>
        <Fact name={t("limits.resumes")}>
          {limits.resumes_at === null ? null : <Timestamp at={limits.resumes_at} />}
        </Fact>
      </FactList>
    </Panel>
  );
}

// When people write back.
import { useTexts } from "../../i18n/texts.ts";
import { HoursOfWeek } from "../../parts/hours-of-week.tsx";
import { Panel } from "../../parts/panel.tsx";
import type { Report } from "./figures.ts";

export function RepliesHeat({ replies }: Pick<Report, "replies">) {
  const t = useTexts("campaigns");
  if (replies.flat().every((count) => count === 0)) return null;
  return (
    <Panel title={t("replies.title")}>
      <HoursOfWeek label={t("replies.title")} week={replies} />
    </Panel>
  );
}

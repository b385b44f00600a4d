// A number's health: the score, and what takes from it.
import { Text } from "@mantine/core";
import type { Sender } from "@waypost/sdk";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { Meter } from "./meter.tsx";
import classes from "./senders.module.css";

export function HealthPanel({ sender: { health } }: { sender: Sender }) {
  const t = useTexts("senders");
  const language = useLanguage();
  if (health.score === null) return null;
  return (
    <Panel title={t("panel.health")}>
      <Meter label={t("health.score")} used={health.score} most={100} />
      {health.reasons.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("health.fine")}
        </Text>
      ) : (
        <ul className={classes["list"]}>
          {health.reasons.map(({ code, points, text, until }) => (
            <li key={code}>
              <ApiText text={text} />
              <Text size="xs" c="dimmed">
                {points === 0 ? null : t("health.points", { points: formatNumber(points, language) })}{" "}
                {until === null ? null : (
                  <>
                    {t("until")} <Timestamp at={until} />
                  </>
                )}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

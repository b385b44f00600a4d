// Everything that happened to a message, oldest first, with why it waited.
import { Text } from "@mantine/core";
import type { TimelineEntry } from "@waypost/sdk";
import type { TextName } from "../../i18n/catalogue.ts";
import { formatSpan } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./messages.module.css";

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className={classes["timeline"]}>
      {entries.map((entry, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two things may happen in one instant
        <Entry key={`${entry.at}-${String(index)}`} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry: { at, type, source, detail } }: { entry: TimelineEntry }) {
  const t = useTexts("messages");
  const [name, by] = [eventNames[type], sourceNames[source]];
  return (
    <li>
      <Text size="sm" fw={600}>
        {name === undefined ? type : t(name)}
      </Text>
      <Text size="xs" c="dimmed">
        <Timestamp at={at} exact /> · {by === undefined ? <bdi>{source}</bdi> : t(by)}
      </Text>
      {detail === null ? null : <Detail detail={detail} />}
    </li>
  );
}

/** What a provider says is in its own words. */
function Detail({ detail }: { detail: NonNullable<TimelineEntry["detail"]> }) {
  const t = useTexts("messages");
  const language = useLanguage();
  const { waited_ms: waitedMs, waited_for: waitedFor, reason, until, code, detail: said } = detail;
  return (
    <Text size="sm" component="div">
      {typeof waitedMs === "number" ? (
        <div>{t("timeline.waited", { span: formatSpan(waitedMs, language) })}</div>
      ) : null}
      {[waitedFor, reason, code, said].filter(isText).map((text) => (
        <div key={text}>
          <ApiText text={text} />
        </div>
      ))}
      {isText(until) ? (
        <div>
          {t("timeline.until")} <Timestamp at={until} exact />
        </div>
      ) : null}
    </Text>
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

const sourceNames: Readonly<Record<string, TextName<"messages">>> = {
  api: "source.api",
  dispatcher: "source.dispatcher",
  provider: "source.provider",
  operator: "source.operator",
  system: "source.system",
};

/** Those that have a name in every language; a provider may tell of more. */
const eventNames: Readonly<Record<string, TextName<"messages">>> = {
  accepted: "event.accepted",
  attempt: "event.attempt",
  attempt_accepted: "event.attempt_accepted",
  attempt_refused: "event.attempt_refused",
  attempt_deferred: "event.attempt_deferred",
  attempt_unknown: "event.attempt_unknown",
  waiting: "event.waiting",
  held: "event.held",
  sent: "status.sent",
  delivered: "status.delivered",
  read: "status.read",
  played: "status.played",
  failed: "status.failed",
  expired: "status.expired",
  canceled: "status.canceled",
  skipped: "status.skipped",
  unknown: "status.unknown",
};

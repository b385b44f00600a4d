// What waits for this number, of which kind, and for how long the first of it has.
import { Text } from "@mantine/core";
import type { Sender, SenderFigures } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { figuresOf } from "./figures.ts";
import classes from "./senders.module.css";

export function QueuePanel({ sender: { id } }: { sender: Sender }) {
  const t = useTexts("senders");
  const link = useMay("messages:read") ? (
    <PageLink to="/messages" search={{ sender: id, status: "queued" }} size="sm">
      {t("queue.open")}
    </PageLink>
  ) : null;
  return (
    <Panel title={t("panel.queue")} actions={link}>
      <Loaded query={useQuery(figuresOf(id))} height="4rem">
        {({ queue }) => <Queue queue={queue} />}
      </Loaded>
    </Panel>
  );
}

function Queue({ queue }: { queue: SenderFigures["queue"] }) {
  const t = useTexts("senders");
  const language = useLanguage();
  const { waiting, scheduled, oldest_at: oldest, classes: kinds } = queue;
  const number = (count: number, isMore = false): string => {
    const text = formatNumber(count, language);
    return isMore ? t("queue.moreThan", { count: text }) : text;
  };
  const filled = kinds.filter((kind) => kind.waiting > 0);
  return (
    <>
      {waiting === 0 ? (
        <Text size="sm" c="dimmed">
          {t("queue.empty")}
        </Text>
      ) : (
        <strong className={classes["figure"]}>{number(waiting, queue.waiting_is_more)}</strong>
      )}
      <FactList>
        <Fact name={t("queue.oldest")}>{oldest === null ? null : <Timestamp at={oldest} />}</Fact>
        {filled.length < 2
          ? null
          : filled.map((kind) => (
              <Fact key={kind.class} name={t(`queue.${kind.class}`)}>
                {number(kind.waiting)}
              </Fact>
            ))}
        <Fact name={t("queue.scheduled")}>
          {scheduled === 0 ? null : number(scheduled, queue.scheduled_is_more)}
        </Fact>
      </FactList>
    </>
  );
}

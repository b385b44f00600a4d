// The last things that happened to a number's link and health.
import { Text } from "@mantine/core";
import type { EventResource, Sender } from "@waypost/sdk";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { waypost } from "../../api/client.ts";
import { currentMode } from "../../api/mode.ts";
import type { ApiKey } from "../../api/query.ts";
import type { TextName } from "../../i18n/catalogue.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./senders.module.css";

const shown = 20;

export function EventsPanel({ sender: { id } }: { sender: Sender }) {
  const t = useTexts("senders");
  const { data, error, refetch } = useQuery(lastEvents(id));
  return (
    <Panel title={t("panel.events")}>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("events.none")}
        </Text>
      ) : null}
      <ol className={classes["list"]}>
        {data?.map(({ id: event, type, timestamp, code }) => (
          <li key={event}>
            <span>{wordOf(type) === undefined ? type : t(wordOf(type) ?? "one")}</span>
            <Text size="xs" c="dimmed">
              <Timestamp at={timestamp} exact /> {code === undefined ? null : <code>{code}</code>}
            </Text>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The list is of all senders and oldest first, so that it is read to its end; links change seldom. */
const lastEvents = (id: string) =>
  queryOptions({
    queryKey: [currentMode(), "/v1/senders/{id}/events", id] satisfies ApiKey,
    queryFn: async ({ signal }): Promise<EventResource[]> => {
      const found: EventResource[] = [];
      const query = { types: "session.*,sender.*", limit: 200 };
      for await (const event of waypost.list("GET /v1/events", { query, signal })) {
        if (event.sender_id !== id) continue;
        found.unshift(event);
        found.length = Math.min(found.length, shown);
      }
      return found;
    },
  });

const words: Readonly<Record<string, TextName<"senders">>> = {
  "session.stopped": "state.stopped",
  "session.starting": "state.starting",
  "session.pairing": "state.pairing",
  "session.connected": "state.connected",
  "session.reconnecting": "state.reconnecting",
  "session.logged_out": "state.logged_out",
  "session.replaced": "state.replaced",
  "session.banned": "state.banned",
  "sender.health": "events.health",
};

function wordOf(type: string): TextName<"senders"> | undefined {
  return words[type];
}

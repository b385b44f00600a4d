// The last things that happened to a number's link and health.
import { Text } from "@mantine/core";
import type { EventResource, Sender } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import type { TextName } from "../../i18n/catalogue.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./senders.module.css";

const shown = 20;

export function EventsPanel({ sender: { id } }: { sender: Sender }) {
  const t = useTexts("senders");
  const query = { types: "session.*,sender.*", sender: id, order: "newest", limit: shown } as const;
  return (
    <Panel title={t("panel.events")}>
      <Loaded query={useQuery(read("GET /v1/events", { query }))} height="8rem">
        {({ data }) => <Events events={data} />}
      </Loaded>
    </Panel>
  );
}

function Events({ events }: { events: readonly EventResource[] }) {
  const t = useTexts("senders");
  const said = (type: string, status = ""): string => {
    const word = words[type] ?? words[`${type} ${status}`];
    return word === undefined ? `${type} ${status}` : t(word);
  };
  if (events.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("events.none")}
      </Text>
    );
  return (
    <ol className={classes["list"]}>
      {events.map(({ id, type, status, timestamp, code }) => (
        <li key={id}>
          <span>{said(type, status)}</span>
          <Text size="xs" c="dimmed">
            <Timestamp at={timestamp} exact /> {code === undefined ? null : <code>{code}</code>}
          </Text>
        </li>
      ))}
    </ol>
  );
}

/** By the type, or by the type and what the status is now. */
const words: Readonly<Record<string, TextName<"senders">>> = {
  "session.stopped": "state.stopped",
  "session.starting": "state.starting",
  "session.pairing": "state.pairing",
  "session.connected": "state.connected",
  "session.reconnecting": "state.reconnecting",
  "session.logged_out": "state.logged_out",
  "session.replaced": "state.replaced",
  "session.banned": "state.banned",
  "sender.health paused": "state.paused",
  "sender.health healthy": "manage.resumed",
  "sender.health degraded": "state.degraded",
  "sender.health rated": "meta.quality",
};

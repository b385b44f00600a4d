// The word for a sender's condition, large, with the reason and what to do; and the switches of its link.
import { Button, Group, Text } from "@mantine/core";
import type { Sender } from "@waypost/sdk";
import { useMay } from "../../api/person.ts";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ApiText, ErrorTitle } from "../../parts/api-text.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Phone } from "../../parts/phone.tsx";
import { tell, tellWithUndo } from "../../parts/tell.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";
import classes from "./senders.module.css";
import { hasLink, isAtRest, stateOf, toneOf } from "./state.ts";

export function StatePanel({ sender }: { sender: Sender }) {
  const t = useTexts("senders");
  const { session, health, address, transport } = sender;
  const state = stateOf(sender);
  const isOfHealth = state === "paused" || state === "degraded";
  const mayWrite = useMay("senders:write");
  const advice = isOfHealth ? { meaning: health.reason, action: null } : session.advice;
  return (
    <Panel title={t("panel.state")}>
      <div className={classes["state"]} data-tone={toneOf[state]}>
        <strong className={classes["word"]}>{t(`state.${state}`)}</strong>
        <Text size="sm" c="dimmed">
          <Timestamp at={isOfHealth ? health.since : session.since} />
        </Text>
      </div>
      <Text size="sm">
        {address === null ? t("noNumber") : <Phone number={address} />} · {t(`transport.${transport}`)}
        {sender.default ? ` · ${t("isDefault")}` : ""}
      </Text>
      {advice === undefined ? null : (
        <Said {...advice} usual={isOfHealth ? t(`state.${state}.detail`) : ""} />
      )}
      {hasLink(sender) && !isOfHealth && session.reason !== null ? (
        <Text size="xs" c="dimmed">
          <code>{session.reason}</code>
        </Text>
      ) : null}
      {hasLink(sender) && mayWrite ? <Switches sender={sender} /> : null}
    </Panel>
  );
}

type SaidProps = { meaning: string | null; action: string | null; usual: string };

/** The API's words, and the `usual` ones where it has none. */
function Said({ meaning, action, usual }: SaidProps) {
  const t = useTexts("senders");
  return (
    <div>
      <Text>{meaning === null ? usual : <Meaning text={meaning} />}</Text>
      {action === null ? null : (
        <>
          <Text size="sm" fw={600} mt={4}>
            {t("advice")}
          </Text>
          <Text size="sm">
            <ApiText text={action} />
          </Text>
        </>
      )}
    </div>
  );
}

/** A sentence, or the code of the error that paused it. */
function Meaning({ text }: { text: string }) {
  return /^[a-z]+(_[a-z]+)+$/.test(text) ? <ErrorTitle code={text} /> : <ApiText text={text} />;
}

function Switches({ sender }: { sender: Sender }) {
  const t = useTexts("senders");
  const [start, stop, restart, logout] = [
    useChange("POST /v1/senders/{id}/session/start"),
    useChange("POST /v1/senders/{id}/session/stop"),
    useChange("POST /v1/senders/{id}/session/restart"),
    useChange("POST /v1/senders/{id}/session/logout"),
  ];
  const given = { params: { id: sender.id } };
  const begin = (): void => start.mutate(given, { onSuccess: () => tell(t("link.started")) });
  const end = (): void =>
    stop.mutate(given, { onSuccess: () => tellWithUndo(t("link.stopped"), t("undo"), begin) });
  const leave = (): void => logout.mutate(given, { onSuccess: () => tell(t("link.loggedOut")) });
  const error = start.error ?? stop.error ?? restart.error ?? logout.error;
  const button = { size: "xs", variant: "default" } as const;
  return (
    <>
      <Group gap="xs">
        {isAtRest(sender) ? (
          <Button size="xs" loading={start.isPending} onClick={begin}>
            {t("link.start")}
          </Button>
        ) : (
          <>
            <Button {...button} loading={stop.isPending} onClick={end}>
              {t("link.stop")}
            </Button>
            <Button {...button} loading={restart.isPending} onClick={() => restart.mutate(given)}>
              {t("link.restart")}
            </Button>
            <TypedDeed
              button={{ ...button, loading: logout.isPending }}
              title={t("link.logout")}
              consequence={t("link.logoutDetail")}
              word={sender.name}
              action={t("link.logout")}
              onConfirm={leave}
            />
          </>
        )}
      </Group>
      {error === null ? null : <ErrorCard error={error} />}
    </>
  );
}

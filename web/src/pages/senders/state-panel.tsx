// The word for a sender's condition, large, with the reason and what to do; and the switches of its link.
import { Button, Group, Text } from "@mantine/core";
import type { Sender } from "@waypost/sdk";
import { useDisclosure } from "@mantine/hooks";
import { useMay } from "../../api/person.ts";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Phone } from "../../parts/phone.tsx";
import { tell, tellWithUndo } from "../../parts/tell.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { TypedConfirmation } from "../../parts/typed-confirmation.tsx";
import classes from "./senders.module.css";
import { hasLink, isAtRest, stateOf, toneOf } from "./state.ts";

export function StatePanel({ sender }: { sender: Sender }) {
  const t = useTexts("senders");
  const { session, health, address, transport } = sender;
  const state = stateOf(sender);
  const isOfHealth = state === "paused" || state === "degraded";
  const mayWrite = useMay("senders:write");
  const advice = isOfHealth
    ? { meaning: health.reason ?? t(`state.${state}.detail`), action: null }
    : session.advice;
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
      {advice === undefined ? null : <Said {...advice} />}
      {hasLink(sender) && !isOfHealth && session.reason !== null ? (
        <Text size="xs" c="dimmed">
          <code>{session.reason}</code>
        </Text>
      ) : null}
      {hasLink(sender) && mayWrite ? <Switches sender={sender} /> : null}
    </Panel>
  );
}

/** The API's own words, which are in English. */
function Said({ meaning, action }: { meaning: string; action: string | null }) {
  const t = useTexts("senders");
  return (
    <div>
      <Text dir="auto">{meaning}</Text>
      {action === null ? null : (
        <>
          <Text size="sm" fw={600} mt={4}>
            {t("advice")}
          </Text>
          <Text size="sm" dir="auto">
            {action}
          </Text>
        </>
      )}
    </div>
  );
}

function Switches({ sender }: { sender: Sender }) {
  const t = useTexts("senders");
  const [isLeaving, leaving] = useDisclosure(false);
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
  const leave = (): void => {
    leaving.close();
    logout.mutate(given, { onSuccess: () => tell(t("link.loggedOut")) });
  };
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
            <Button {...button} loading={logout.isPending} onClick={leaving.open}>
              {t("link.logout")}
            </Button>
          </>
        )}
      </Group>
      {error === null ? null : <ErrorCard error={error} />}
      <TypedConfirmation
        opened={isLeaving}
        title={t("link.logout")}
        consequence={t("link.logoutDetail")}
        word={sender.name}
        action={t("link.logout")}
        onConfirm={leave}
        onClose={leaving.close}
      />
    </>
  );
}

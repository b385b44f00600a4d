// One chat on the phone: who it is with, what was said both ways, and a line to answer in.
import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import type { SandboxChat, SandboxPhone } from "@waypost/sdk";
import { useEffect, useRef, useState } from "react";
import { useMay } from "../../api/person.ts";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Phone } from "../../parts/phone.tsx";
import { tellFailure, tellWithUndo } from "../../parts/tell.tsx";
import { Bubble } from "./bubble.tsx";
import classes from "./sandbox.module.css";

type ChatProps = { phone: SandboxPhone; chat: SandboxChat | undefined };

export function Chat({ phone, chat }: ChatProps) {
  const t = useTexts("sandbox");
  const mayWrite = useMay("messages:write");
  return (
    <section className={classes["phone"]} aria-label={t("phoneOf", { name: phone.name })}>
      <header className={classes["bar"]}>
        <div>
          <bdi className={classes["name"]}>{chat?.name ?? t("nobody")}</bdi>
          {chat === undefined ? null : (
            <small>
              <Phone number={chat.address} />
            </small>
          )}
        </div>
        {chat === undefined || !mayWrite ? null : <Block phone={phone.phone} chat={chat} />}
      </header>
      <Messages phone={phone} chat={chat} />
      {chat === undefined || !mayWrite ? null : <Answer phone={phone.phone} chat={chat} />}
    </section>
  );
}

function Messages({ phone: { messages }, chat }: ChatProps) {
  const t = useTexts("sandbox");
  const end = useRef<HTMLLIElement>(null);
  const shown = messages.filter(({ sender }) => sender === chat?.sender);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [shown.length]);
  if (shown.length === 0)
    return (
      <div className={classes["messages"]}>
        <Text size="sm" className={classes["empty"]}>
          {t("empty")}
        </Text>
      </div>
    );
  return (
    <ol className={classes["messages"]} tabIndex={0} aria-label={t("messages")} aria-live="polite">
      {shown.map((message) => (
        <Bubble key={message.id} message={message} />
      ))}
      <li ref={end} aria-hidden />
    </ol>
  );
}

type Talk = { phone: string; chat: SandboxChat };

function Block({ phone, chat: { sender, name, blocked } }: Talk) {
  const t = useTexts("sandbox");
  const change = useChange("PUT /v1/sandbox/phones/{phone}/blocks");
  const set = (wanted: boolean): void =>
    change.mutate(
      { params: { phone }, body: { sender, blocked: wanted } },
      {
        onSuccess: () =>
          tellWithUndo(t(wanted ? "blocked" : "unblocked", { name }), t("undo"), () => set(!wanted)),
        onError: (error) => tellFailure(t("block"), error),
      },
    );
  return (
    <Button size="compact-sm" variant="default" loading={change.isPending} onClick={() => set(!blocked)}>
      {blocked ? t("unblock") : t("block")}
    </Button>
  );
}

function Answer({ phone, chat: { sender, blocked } }: Talk) {
  const t = useTexts("sandbox");
  const [text, setText] = useState("");
  const write = useChange("POST /v1/sandbox/phones/{phone}/messages");
  if (blocked) return <p className={classes["barred"]}>{t("barred")}</p>;
  return (
    <form
      className={classes["answer"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        write.mutate({ params: { phone }, body: { sender, text } }, { onSuccess: () => setText("") });
      }}
    >
      {write.error === null ? null : <ErrorCard error={write.error} />}
      <TextInput
        aria-label={t("answer")}
        placeholder={t("answer")}
        dir="auto"
        radius="xl"
        value={text}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <ActionIcon type="submit" size="lg" radius="xl" aria-label={t("send")} loading={write.isPending}>
        <IconSend2 size={18} aria-hidden />
      </ActionIcon>
    </form>
  );
}

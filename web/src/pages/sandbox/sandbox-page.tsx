// A phone in the browser: what a simulated person received, with what they can do about it.
import { Button, NativeSelect, Skeleton, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { SandboxPhone } from "@waypost/sdk";
import { useEffect, useState } from "react";
import { setMode, useMode } from "../../api/mode.ts";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { Chat } from "./chat.tsx";
import { LinkPhone } from "./link-phone.tsx";
import { rememberLook } from "./looked.ts";
import { phoneIn, usualPerson } from "./place.ts";
import classes from "./sandbox.module.css";

const route = getRouteApi("/app/sandbox");

export function SandboxPage() {
  const t = useTexts("sandbox");
  const mode = useMode();
  if (mode === "test")
    return (
      <PageFrame title={t("title")}>
        <Handset />
      </PageFrame>
    );
  return (
    <PageFrame title={t("title")}>
      <EmptyState
        title={t("live.title")}
        action={<Button onClick={() => setMode("test")}>{t("live.action")}</Button>}
      >
        {t("live.detail")}
      </EmptyState>
    </PageFrame>
  );
}

function Handset() {
  const t = useTexts("sandbox");
  const { phone = usualPerson, sender } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(read("GET /v1/sandbox/phones/{phone}", { params: { phone } }));
  const chat = chatOf(data, sender);
  useEffect(rememberLook, []);
  return (
    <div className={classes["desk"]}>
      <div className={classes["beside"]}>
        <Text>{t("intro")}</Text>
        <WhosePhone
          key={phone}
          phone={phone}
          onChoose={(next) => void navigate({ search: { phone: next } })}
        />
        {data === undefined || data.chats.length < 2 ? null : (
          <NativeSelect
            label={t("with")}
            value={chat?.sender ?? ""}
            onChange={({ currentTarget: { value } }) =>
              void navigate({ search: { phone, sender: value }, replace: true })
            }
            data={data.chats.map(({ sender: value, name }) => ({ value, label: name }))}
          />
        )}
        <LinkPhone phone={phone} />
        <Text size="sm" c="dimmed">
          {t("magic")}
        </Text>
      </div>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton height="34rem" width="22rem" radius="xl" /> : null}
      {data === undefined ? null : <Chat phone={data} chat={chat} />}
    </div>
  );
}

/** The one that is asked for, else the one that wrote last, else the first. */
function chatOf(phone: SandboxPhone | undefined, wanted: string | undefined) {
  const last = phone?.messages.at(-1)?.sender;
  const found = [wanted, last].map((sender) => phone?.chats.find((chat) => chat.sender === sender));
  return found.find((chat) => chat !== undefined) ?? phone?.chats[0];
}

function WhosePhone({ phone, onChoose }: { phone: string; onChoose(phone: string): void }) {
  const t = useTexts("sandbox");
  const [typed, setTyped] = useState(phone);
  const chosen = phoneIn(typed);
  return (
    <form
      className={classes["whose"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null) onChoose(chosen);
      }}
    >
      <TextInput
        label={t("whose")}
        type="tel"
        dir="ltr"
        value={typed}
        error={chosen === null ? t("whoseWrong") : null}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
      />
      <Button type="submit" variant="default" disabled={chosen === null || chosen === phone}>
        {t("look")}
      </Button>
    </form>
  );
}

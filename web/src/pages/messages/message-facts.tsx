// What a message says and what is known about it.
import type { Message } from "@waypost/sdk";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n/texts.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { MessageText } from "../../parts/message-text.tsx";
import { Phone } from "../../parts/phone.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { gistOf } from "./gist.ts";
import classes from "./messages.module.css";

export function MessageFacts({ message }: { message: Message }) {
  const t = useTexts("messages");
  return (
    <>
      <div className={classes["bubble"]}>
        {message.content_removed === true ? t("contentRemoved") : <Body message={message} />}
      </div>
      <FactList>
        <Fact name={t("fact.to")}>
          <Phone number={message.to} />
        </Fact>
        <Fact name={t("fact.id")}>
          <CopyText text={message.id} />
        </Fact>
        <Fact name={t("fact.providerId")}>{asCopy(message.provider_message_id)}</Fact>
        <Fact name={t("fact.reference")}>{asCopy(message.client_reference)}</Fact>
        <Fact name={t("fact.sender")}>
          <CopyText text={message.from} />
        </Fact>
        <Fact name={t("fact.category")}>{t(`category.${message.category}`)}</Fact>
        <Fact name={t("fact.sendAt")}>{message.send_at && <Timestamp at={message.send_at} exact />}</Fact>
        <Fact name={t("fact.expiresAt")}>
          {message.expires_at && <Timestamp at={message.expires_at} exact />}
        </Fact>
        <Fact name={t("fact.duplicate")}>{message.possible_duplicate ? t("fact.duplicateYes") : null}</Fact>
      </FactList>
    </>
  );
}

function Body({ message }: { message: Message }) {
  const t = useTexts("messages");
  if (message.type === "text") return <MessageText text={message.text.body} />;
  const gist = gistOf(message);
  return (
    <>
      <strong>{t(`type.${message.type}`)}</strong>
      {gist === null ? null : <MessageText text={gist} />}
    </>
  );
}

function asCopy(text: string | null): ReactNode {
  return text === null ? null : <CopyText text={text} />;
}

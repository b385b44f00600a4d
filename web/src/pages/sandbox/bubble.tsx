// A message on the phone: seen from the person's side, so that what they wrote is at the end of the line.
import { IconCheck, IconChecks } from "@tabler/icons-react";
import type { SandboxChatMessage } from "@waypost/sdk";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { MessageText } from "../../parts/message-text.tsx";
import classes from "./sandbox.module.css";

export function Bubble({
  message: { from, text, type, at, read_at: readAt },
}: {
  message: SandboxChatMessage;
}) {
  const language = useLanguage();
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(new Date(at));
  return (
    <li className={classes["bubble"]} data-from={from}>
      {text === null ? <em>{type}</em> : <MessageText text={text} />}
      <span className={classes["time"]}>
        <time dateTime={at}>{time}</time>
        {from === "person" ? <Ticks isRead={readAt !== null} /> : null}
      </span>
    </li>
  );
}

/** For what was written on this phone: whether the business has read it. */
function Ticks({ isRead }: { isRead: boolean }) {
  const t = useTexts("sandbox");
  if (isRead) return <IconChecks size={14} role="img" aria-label={t("read")} />;
  return <IconCheck size={14} role="img" aria-label={t("sent")} />;
}

// What went wrong, in the error dictionary's words: why, who can put it right and how, and whether to try again.
import { Alert, Button, Code, Text } from "@mantine/core";
import { isCode, WaypostError } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type ErrorWords, errorWords } from "../api/error-words.ts";
import { useSayer } from "../i18n/api-words.ts";
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { ApiText, ErrorTitle } from "./api-text.tsx";
import classes from "./error-card.module.css";

export type Failure = {
  code: string;
  detail: string;
  fields?: readonly Field[];
  maybeSent?: boolean;
  requestId?: string | null;
};

type Field = { path: string; message: string };

/** For whatever a query or a change threw. */
export function ErrorCard({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts("parts");
  if (isUnreachable(error))
    return <Card title={t("error.unreachable")} detail={t("error.unreachableDetail")} onRetry={onRetry} />;
  if (error instanceof WaypostError)
    return <FailureCard failure={{ ...factsOf(error), maybeSent: error.maybeSent }} onRetry={onRetry} />;
  return <Card title={t("error.ours")} detail={t("error.oursDetail")} onRetry={onRetry} />;
}

/**
 * In a line, for a notice: what was wrong this time, in the reader's language; what the error is called, where that is
 * not translated.
 */
export function FailureLine({ why }: { why: unknown }) {
  const t = useTexts("parts");
  const language = useLanguage();
  const text = why instanceof Error ? why.message : String(why);
  const said = useSayer()(text);
  if (isUnreachable(why)) return t("error.unreachable");
  if (why instanceof WaypostError && said.language !== language)
    return <ErrorTitle code={why.code} title={text} />;
  return <ApiText text={text} />;
}

function isUnreachable(error: unknown): boolean {
  return isCode(error, "connection_failed", "timed_out", "unexpected_answer");
}

function factsOf({ code, message, requestId, errors }: WaypostError): Failure {
  return { code, detail: message, fields: errors, requestId };
}

/** For an error that stands in a record, such as a message's. */
export function FailureCard({ failure, onRetry }: { failure: Failure; onRetry?: (() => void) | undefined }) {
  const t = useTexts("parts");
  const { data: words } = useQuery(errorWords(failure.code, useLanguage()));
  const maybeSent = failure.maybeSent ?? words?.maybe_sent ?? false;
  return (
    <Card
      title={words?.title ?? failure.code}
      detail={<Detail detail={failure.detail} fields={failure.fields ?? []} />}
      onRetry={onRetry}
    >
      {words ? <Words words={words} /> : null}
      {maybeSent ? <Text size="sm">{t("error.maybeSent")}</Text> : null}
      <Text size="xs" c="dimmed">
        <Code>{failure.code}</Code> {failure.requestId ?? ""}
      </Text>
    </Card>
  );
}

/** What was wrong this time, with the fields it was wrong in. */
function Detail({ detail, fields }: { detail: string; fields: readonly Field[] }) {
  return (
    <>
      <ApiText text={detail} />
      {fields.map(({ path, message }) => (
        <span key={`${path} ${message}`} className={classes["field"]}>
          <bdi dir="ltr">{path}</bdi>: <ApiText text={message} />
        </span>
      ))}
    </>
  );
}

function Words({ words }: { words: ErrorWords }) {
  const t = useTexts("parts");
  const english = words.isTranslated ? {} : ({ lang: "en", dir: "ltr" } as const);
  return (
    <dl className={classes["words"]}>
      <dt>{t("error.why")}</dt>
      <dd {...english}>{words.cause}</dd>
      <dt>{t("error.whatToDo")}</dt>
      <dd {...english}>{words.remedy}</dd>
      <dt>{t("error.who")}</dt>
      <dd>{t(`error.who.${words.who}`)}</dd>
    </dl>
  );
}

type CardProps = {
  title: string;
  detail: ReactNode;
  onRetry?: (() => void) | undefined;
  children?: ReactNode;
};

function Card({ title, detail, onRetry, children }: CardProps) {
  const t = useTexts("parts");
  return (
    <Alert
      color="red"
      variant="outline"
      title={<span dir="auto">{title}</span>}
      classNames={{ root: classes["card"], title: classes["title"] }}
    >
      <Text size="sm" component="div">
        {detail}
      </Text>
      {children}
      {onRetry === undefined ? null : (
        <Button size="xs" variant="default" onClick={onRetry}>
          {t("error.retry")}
        </Button>
      )}
    </Alert>
  );
}

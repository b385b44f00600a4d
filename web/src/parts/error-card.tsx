// What went wrong, in the error dictionary's words: why, who can put it right and how, and whether to try again.
import { Alert, Button, Code, Text } from "@mantine/core";
import { isCode, WaypostError } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { type ErrorWords, errorWords } from "../api/error-words.ts";
import { useTexts } from "../i18n/texts.ts";
import classes from "./error-card.module.css";

export type Failure = { code: string; detail: string; maybeSent?: boolean; requestId?: string | null };

/** For whatever a query or a change threw. */
export function ErrorCard({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts("parts");
  if (isCode(error, "connection_failed", "timed_out", "unexpected_answer"))
    return <Card title={t("error.unreachable")} detail={t("error.unreachableDetail")} onRetry={onRetry} />;
  if (error instanceof WaypostError)
    return <FailureCard failure={{ ...factsOf(error), maybeSent: error.maybeSent }} onRetry={onRetry} />;
  return <Card title={t("error.ours")} detail={t("error.oursDetail")} onRetry={onRetry} />;
}

function factsOf({ code, message, requestId, errors }: WaypostError): Failure {
  const fields = errors.map(({ path, message: said }) => `${path}: ${said}`);
  return { code, detail: [message, ...fields].join(" "), requestId };
}

/** For an error that stands in a record, such as a message's. */
export function FailureCard({ failure, onRetry }: { failure: Failure; onRetry?: (() => void) | undefined }) {
  const t = useTexts("parts");
  const { data: words } = useQuery(errorWords(failure.code));
  const maybeSent = failure.maybeSent ?? words?.maybe_sent ?? false;
  return (
    <Card title={words?.title ?? failure.code} detail={failure.detail} onRetry={onRetry}>
      {words ? <Words words={words} /> : null}
      {maybeSent ? <Text size="sm">{t("error.maybeSent")}</Text> : null}
      <Text size="xs" c="dimmed">
        <Code>{failure.code}</Code> {failure.requestId ?? ""}
      </Text>
    </Card>
  );
}

/** They are in English, as all of the API is. */
function Words({ words }: { words: ErrorWords }) {
  const t = useTexts("parts");
  return (
    <dl className={classes["words"]}>
      <dt>{t("error.why")}</dt>
      <dd lang="en" dir="ltr">
        {words.cause}
      </dd>
      <dt>{t("error.whatToDo")}</dt>
      <dd lang="en" dir="ltr">
        {words.remedy}
      </dd>
      <dt>{t("error.who")}</dt>
      <dd>{t(`error.who.${words.who}`)}</dd>
    </dl>
  );
}

type CardProps = {
  title: string;
  detail: string;
  onRetry?: (() => void) | undefined;
  children?: React.ReactNode;
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
      <Text size="sm" dir="auto">
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

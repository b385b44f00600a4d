// One error of the dictionary: its name and title, the rest when it is opened. Its words are English, as the API's are.
import { Code, Text } from "@mantine/core";
import type { ErrorEntry } from "@waypost/contract";
import { useTexts } from "../../../i18n/texts.ts";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import classes from "../developers.module.css";

export function ErrorDetails({ entry }: { entry: ErrorEntry & { code: string } }) {
  const t = useTexts("developers");
  const { code, title, status, cause, who, remedy, retryable, maybe_sent, upstream } = entry;
  return (
    <li>
      <details className={classes["error"]}>
        <summary>
          <Code>{code}</Code>
          <Text span size="sm" lang="en">
            <bdi>{title}</bdi>
          </Text>
          <span className={classes["note"]}>{status}</span>
        </summary>
        <FactList>
          <Fact name={t("errors.cause")}>{english(cause)}</Fact>
          <Fact name={t("errors.remedy")}>{english(remedy)}</Fact>
          <Fact name={t("errors.who")}>{t(`who.${who}`)}</Fact>
          <Fact name={t("errors.retryable")}>{t(retryable ? "yes" : "no")}</Fact>
          <Fact name={t("errors.maybeSent")}>{maybe_sent ? t("yes") : null}</Fact>
          <Fact name={t("errors.upstream")}>
            {upstream.length === 0 ? null : <bdi dir="ltr">{upstream.join(", ")}</bdi>}
          </Fact>
        </FactList>
      </details>
    </li>
  );
}

function english(text: string) {
  return (
    <span lang="en" dir="ltr">
      {text}
    </span>
  );
}

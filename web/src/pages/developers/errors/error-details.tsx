// One error of the dictionary: its name and title, the rest when it is opened.
import { Code, Text } from "@mantine/core";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import classes from "../developers.module.css";
import type { NamedError } from "./search.ts";

/** English where it is not translated. */
export type ShownError = NamedError & { isTranslated: boolean };

export function ErrorDetails({ entry }: { entry: ShownError }) {
  const t = useTexts("developers");
  const language = useLanguage();
  const lang = entry.isTranslated ? language : "en";
  const { code, title, status, cause, who, remedy, retryable, maybe_sent, upstream } = entry;
  return (
    <li>
      <details className={classes["error"]}>
        <summary>
          <Code>{code}</Code>
          <Text span size="sm">
            <bdi lang={lang}>{title}</bdi>
          </Text>
          <span className={classes["note"]}>{status}</span>
        </summary>
        <FactList>
          <Fact name={t("errors.cause")}>
            <bdi lang={lang}>{cause}</bdi>
          </Fact>
          <Fact name={t("errors.remedy")}>
            <bdi lang={lang}>{remedy}</bdi>
          </Fact>
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

// Why messages died, each reason with its number; choosing one narrows the list to it, and says more of it.
import { UnstyledButton } from "@mantine/core";
import type { DeadLetterReasons } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { read } from "../../api/query.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ErrorTitle } from "../../parts/api-text.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./dead-letters.module.css";
import { type Narrowed, narrowedTo } from "./filters.ts";

type ReasonsProps = { narrowed: Narrowed; onChoose(code: string | undefined): void };

export function Reasons({ narrowed: { code, sender }, onChoose }: ReasonsProps) {
  const t = useTexts("dead-letters");
  const language = useLanguage();
  // Of all reasons, also while the list shows one of them.
  const { data } = useQuery(read("GET /v1/dead-letters/reasons", { query: narrowedTo({ sender }) }));
  if (data === undefined || data.data.length === 0) return null;
  const { counted, is_more: more, data: reasons } = data;
  return (
    <div role="group" aria-label={t("reasons.label")} className={classes["reasons"]}>
      <Choice
        isChosen={code === undefined}
        {...{ title: t("reasons.all"), count: counted, more }}
        onClick={() => onChoose(undefined)}
      />
      {reasons.map((reason) => (
        <Choice
          key={reason.code}
          isChosen={reason.code === code}
          title={<ErrorTitle code={reason.code} title={reason.title} />}
          {...{ count: reason.count, more }}
          onClick={() => onChoose(reason.code === code ? undefined : reason.code)}
        />
      ))}
      {more ? (
        <span className={classes["note"]}>{t("reasons.newest", { n: formatNumber(counted, language) })}</span>
      ) : null}
      <More reason={reasons.find((reason) => reason.code === code)} />
    </div>
  );
}

function More({ reason }: { reason: DeadLetterReasons["data"][number] | undefined }) {
  const t = useTexts("dead-letters");
  if (reason === undefined) return null;
  return (
    <span className={classes["note"]}>
      {t("reasons.last")} <Timestamp at={reason.last_at} />
      {reason.retryable ? ` · ${t("reasons.retryable")}` : ""}
    </span>
  );
}

type ChoiceProps = { isChosen: boolean; title: ReactNode; count: number; more: boolean; onClick(): void };

function Choice({ isChosen, title, count, more, onClick }: ChoiceProps) {
  const language = useLanguage();
  return (
    <UnstyledButton className={classes["reason"]} aria-pressed={isChosen} onClick={onClick}>
      {title}
      <strong className="tabular">
        {formatNumber(count, language)}
        {more ? "+" : ""}
      </strong>
    </UnstyledButton>
  );
}

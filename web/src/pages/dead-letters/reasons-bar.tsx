// Why messages died, each reason with its number; choosing one narrows the list to it.
import { UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { readPages } from "../../api/query.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useRows } from "../../parts/use-rows.ts";
import classes from "./dead-letters.module.css";
import { type Reason, reasonsOf } from "./reasons.ts";

type ReasonsProps = { code: string | undefined; onChoose(code: string | undefined): void };

/** The API counts no reasons; so many letters are looked at, the newest. */
const lookedAt = 1_000;
const perPage = 200;

export function Reasons({ code, onChoose }: ReasonsProps) {
  const t = useTexts("dead-letters");
  const language = useLanguage();
  const { rows, isWhole } = useNewest();
  const reasons = reasonsOf(rows);
  if (reasons.length === 0) return null;
  return (
    <div role="group" aria-label={t("reasons.label")} className={classes["reasons"]}>
      <Choice
        isChosen={code === undefined}
        reason={{ title: t("reasons.all"), count: rows.length }}
        more={!isWhole}
        onClick={() => onChoose(undefined)}
      />
      {reasons.map((reason) => (
        <Choice
          key={reason.code}
          isChosen={reason.code === code}
          reason={reason}
          more={!isWhole}
          onClick={() => onChoose(reason.code === code ? undefined : reason.code)}
        />
      ))}
      {isWhole ? null : (
        <span className={classes["note"]}>
          {t("reasons.newest", { n: formatNumber(rows.length, language) })}
        </span>
      )}
    </div>
  );
}

function useNewest() {
  const found = useInfiniteQuery(readPages("GET /v1/dead-letters", { query: { limit: perPage } }));
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = useRows(found);
  const wantsMore = hasNextPage && !isFetchingNextPage && rows.length < lookedAt;
  useEffect(() => {
    if (wantsMore) fetchNextPage();
  }, [wantsMore, fetchNextPage]);
  return { rows, isWhole: !hasNextPage };
}

type ChoiceProps = {
  isChosen: boolean;
  reason: Pick<Reason, "title" | "count">;
  more: boolean;
  onClick(): void;
};

function Choice({ isChosen, reason: { title, count }, more, onClick }: ChoiceProps) {
  const language = useLanguage();
  return (
    <UnstyledButton className={classes["reason"]} aria-pressed={isChosen} onClick={onClick}>
      <bdi>{title}</bdi>
      <strong className="tabular">
        {formatNumber(count, language)}
        {more ? "+" : ""}
      </strong>
    </UnstyledButton>
  );
}

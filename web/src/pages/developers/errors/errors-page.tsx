// The whole error dictionary: what each code means, who can put it right, and how.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { readOwn } from "../../../api/person-routes.ts";
import { dictionaryIn, inWordsOf } from "../../../i18n/api-words.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { FilterLine } from "../../../parts/filter-line.tsx";
import { FilterSelect } from "../../../parts/filter-select.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { SearchBox } from "../../../parts/search-box.tsx";
import classes from "../developers.module.css";
import { ErrorDetails, type ShownError } from "./error-details.tsx";
import { everybody, foundIn, type NamedError, type Searched } from "./search.ts";

const route = getRouteApi("/app/developers/errors");

export function ErrorsPage() {
  const t = useTexts("developers");
  const searched = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Searched): void =>
    void navigate({ search: { ...searched, ...next }, replace: true, resetScroll: false });
  return (
    <PageFrame title={t("errors.title")}>
      <FilterLine>
        <SearchBox
          label={t("errors.search")}
          hint={t("errors.search")}
          searched={searched.q ?? ""}
          onSearch={(q) => change({ q: q === "" ? undefined : q })}
        />
        <FilterSelect
          label={t("errors.who")}
          any={t("errors.anybody")}
          options={everybody.map((value) => ({ value, label: t(`who.${value}`) }))}
          value={searched.who}
          onChange={(who) => change({ who })}
        />
      </FilterLine>
      <Dictionary searched={searched} />
    </PageFrame>
  );
}

function Dictionary({ searched }: { searched: Searched }) {
  const dictionary = useQuery({ ...readOwn("GET /v1/errors"), staleTime: Infinity });
  const { data: texts } = useQuery(dictionaryIn(useLanguage()));
  const wanted = useDeferredValue(searched);
  /** By the reader's own words, and by the API's, which logs and colleagues quote. */
  const find = (data: readonly NamedError[]): ShownError[] => {
    const shown = data.map((entry) => inWordsOf(texts, entry.code, entry));
    const codes = new Set([...foundIn(data, wanted), ...foundIn(shown, wanted)].map(({ code }) => code));
    return shown.filter(({ code }) => codes.has(code));
  };
  return (
    <Loaded query={dictionary} height="60vh">
      {({ data }) => <Found entries={find(data)} total={data.length} />}
    </Loaded>
  );
}

function Found({ entries, total }: { entries: readonly ShownError[]; total: number }) {
  const t = useTexts("developers");
  const language = useLanguage();
  if (entries.length === 0) return <EmptyState title={t("errors.none")}>{t("errors.noneDetail")}</EmptyState>;
  return (
    <>
      <p className={classes["note"]} role="status">
        {t("errors.count", {
          n: formatNumber(entries.length, language),
          total: formatNumber(total, language),
        })}
      </p>
      <ul className={classes["errors"]}>
        {entries.map((entry) => (
          <ErrorDetails key={entry.code} entry={entry} />
        ))}
      </ul>
    </>
  );
}

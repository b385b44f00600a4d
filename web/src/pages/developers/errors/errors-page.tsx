// The whole error dictionary: what each code means, who can put it right, and how.
import { NativeSelect, Skeleton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { readOwn } from "../../../api/person-routes.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import classes from "../developers.module.css";
import { ErrorDetails } from "./error-details.tsx";
import { everybody, foundIn, type Searched } from "./search.ts";

const route = getRouteApi("/app/developers/errors");

export function ErrorsPage() {
  const t = useTexts("developers");
  const searched = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Searched): void =>
    void navigate({ search: { ...searched, ...next }, replace: true, resetScroll: false });
  return (
    <PageFrame title={t("errors.title")}>
      <search className={classes["bar"]}>
        <TextInput
          data-search
          type="search"
          className={classes["search"]}
          aria-label={t("errors.search")}
          placeholder={t("errors.search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={searched.q ?? ""}
          onChange={({ currentTarget: { value } }) => change({ q: value === "" ? undefined : value })}
        />
        <NativeSelect
          aria-label={t("errors.who")}
          value={searched.who ?? ""}
          onChange={({ currentTarget: { value } }) => change({ who: everybody.find((one) => one === value) })}
          data={[
            { value: "", label: t("errors.anybody") },
            ...everybody.map((value) => ({ value, label: t(`who.${value}`) })),
          ]}
        />
      </search>
      <Dictionary searched={searched} />
    </PageFrame>
  );
}

function Dictionary({ searched }: { searched: Searched }) {
  const t = useTexts("developers");
  const language = useLanguage();
  const wanted = useDeferredValue(searched);
  const { data, error, refetch } = useQuery({ ...readOwn("GET /v1/errors"), staleTime: Infinity });
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="60vh" />;
  const found = foundIn(data.data, wanted);
  if (found.length === 0) return <EmptyState title={t("errors.none")}>{t("errors.noneDetail")}</EmptyState>;
  return (
    <>
      <p className={classes["note"]} role="status">
        {t("errors.count", {
          n: formatNumber(found.length, language),
          total: formatNumber(data.data.length, language),
        })}
      </p>
      <ul className={classes["errors"]}>
        {found.map((entry) => (
          <ErrorDetails key={entry.code} entry={entry} />
        ))}
      </ul>
    </>
  );
}

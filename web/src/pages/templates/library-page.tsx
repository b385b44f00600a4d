// The provider's ready-made templates: found by their words, looked at on a phone, and taken over without a review.
import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { LibraryTemplate } from "@waypost/sdk";
import { useState } from "react";
import { useMay } from "../../api/person.ts";
import { readPages } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { FilterLine } from "../../parts/filter-line.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { PhoneMessage, PhoneMock } from "../../parts/phone-mock.tsx";
import { SearchBox } from "../../parts/search-box.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { shownOf } from "./library.ts";
import { TakeForm } from "./take-form.tsx";
import classes from "./templates.module.css";

const route = getRouteApi("/app/templates/library");

export function LibraryPage() {
  const t = useTexts("templates");
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [wanted, setWanted] = useState<LibraryTemplate | null>(null);
  return (
    <PageFrame title={t("library")}>
      <Text size="sm">{t("library.what")}</Text>
      <FilterLine>
        <SearchBox
          label={t("library.search")}
          hint={t("library.search")}
          searched={q}
          onSearch={(text) =>
            void navigate({ search: text.trim() === "" ? {} : { q: text.trim() }, replace: true })
          }
        />
        <PageLink to="/templates">{t("title")}</PageLink>
      </FilterLine>
      <Shelf q={q} onTake={setWanted} />
      {wanted === null ? null : <TakeForm template={wanted} onClose={() => setWanted(null)} />}
    </PageFrame>
  );
}

type ShelfProps = { q: string; onTake(template: LibraryTemplate): void };

function Shelf({ q, onTake }: ShelfProps) {
  const t = useTexts("templates");
  const query = { limit: 24, ...(q === "" ? {} : { search: q }) };
  const { rows, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useRows(
    useInfiniteQuery(readPages("GET /v1/template-library", { query })),
  );
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton height="40vh" />;
  if (rows.length === 0) return <EmptyState title={t("library.none")}>{t("library.noneDetail")}</EmptyState>;
  return (
    <>
      <ul className={classes["shelf"]}>
        {rows.map((template) => (
          <Ready key={`${template.name} ${template.language}`} template={template} onTake={onTake} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t("moreRows")}
        </Button>
      ) : null}
    </>
  );
}

function Ready({ template, onTake }: { template: LibraryTemplate } & Pick<ShelfProps, "onTake">) {
  const t = useTexts("templates");
  const mayWrite = useMay("templates:write");
  const { name, language } = template;
  return (
    <li>
      <PhoneMock label={name}>
        <PhoneMessage shown={shownOf(template)} />
      </PhoneMock>
      <Text size="sm" fw={600}>
        <bdi dir="ltr">
          {name} · {language}
        </bdi>
      </Text>
      {mayWrite ? (
        <Group gap="xs">
          <Button size="xs" onClick={() => onTake(template)}>
            {t("library.take")}
          </Button>
          <PageLink to="/templates/$id" params={{ id: "new" }} search={{ ready: name, language }} size="sm">
            {t("library.begin")}
          </PageLink>
        </Group>
      ) : null}
    </li>
  );
}

// All templates, a name each with the languages it is written in.
import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Item } from "@waypost/sdk";
import { readPages } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { PlainTable } from "../../parts/plain-table.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { groupsOf, type TemplateGroup } from "./groups.ts";
import { TemplateStatus } from "./template-status.tsx";
import classes from "./templates.module.css";

export type TemplateRow = Item<"GET /v1/templates">;

export function TemplatesPage() {
  const t = useTexts("templates");
  return (
    <PageFrame
      title={t("title")}
      actions={
        <>
          <PageLink to="/templates/library" size="sm">
            {t("library")}
          </PageLink>
          <NewTemplate />
        </>
      }
    >
      <Groups />
    </PageFrame>
  );
}

function NewTemplate() {
  const t = useTexts("templates");
  if (!useMay("templates:write")) return null;
  return (
    <Button component={Link} to="/templates/new">
      {t("new")}
    </Button>
  );
}

function Groups() {
  const t = useTexts("templates");
  const found = useInfiniteQuery(readPages("GET /v1/templates", { query: { limit: 200 } }));
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = useRows(found);
  if (found.error !== null) return <ErrorCard error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton height="40vh" />;
  if (rows.length === 0)
    return (
      <EmptyState title={t("empty.title")} action={<NewTemplate />}>
        {t("empty.detail")}
      </EmptyState>
    );
  return (
    <>
      <PlainTable<TemplateGroup<TemplateRow>>
        label={t("title")}
        rows={groupsOf(rows)}
        idOf={({ key }) => key}
        columns={[
          { name: "name", label: t("name"), cell: ({ name }) => <bdi>{name}</bdi> },
          { name: "kind", label: t("kind"), cell: ({ kind }) => t(`kind.${kind}`) },
          { name: "category", label: t("category"), cell: ({ category }) => t(`category.${category}`) },
          { name: "languages", label: t("languages"), cell: (group) => <Languages group={group} /> },
        ]}
      />
      {hasNextPage ? (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t("moreRows")}
        </Button>
      ) : null}
    </>
  );
}

function Languages({ group: { languages } }: { group: TemplateGroup<TemplateRow> }) {
  return (
    <ul className={classes["languages"]}>
      {languages.map(({ id, language, status }) => (
        <li key={id}>
          <PageLink to="/templates/$id" params={{ id }} dir="ltr">
            {language}
          </PageLink>{" "}
          <TemplateStatus status={status} />
        </li>
      ))}
    </ul>
  );
}

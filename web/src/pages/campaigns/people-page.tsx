// The people behind a campaign's figure: narrowed by what became of them and why, and as a file.
import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Item } from "@waypost/sdk";
import { useMemo } from "react";
import { waypost } from "../../api/client.ts";
import { readPages } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Phone } from "../../parts/phone.tsx";
import { type Column, RecordTable } from "../../parts/record-table.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { tellFailure } from "../../parts/tell.tsx";
import { useRows } from "../../parts/use-rows.ts";
import classes from "./campaigns.module.css";
import { peopleStatuses } from "./filters.ts";
import { SkipReason } from "./skip-reason.tsx";

const route = getRouteApi("/app/campaigns/$id/people");

export function PeoplePage() {
  const t = useTexts("campaigns");
  const { id } = route.useParams();
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const save = (): void => {
    waypost
      .open("GET /v1/campaigns/{id}/recipients/export", { params: { id }, query: filters })
      .then((answer) => saveFile(answer, `${id}.csv`))
      .catch((error: Error) => tellFailure(t("export"), error.message));
  };
  return (
    <PageFrame
      fills
      title={t("people.title")}
      actions={
        <Button variant="default" onClick={save}>
          {t("export")}
        </Button>
      }
    >
      <search className={classes["line"]}>
        <PageLink to="/campaigns/$id" params={{ id }}>
          {t("one")}
        </PageLink>
        <NativeSelect
          aria-label={t("column.status")}
          value={filters.status ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const status = peopleStatuses.find((each) => each === value);
            void navigate({ search: status === undefined ? {} : { status }, replace: true });
          }}
          data={[
            { value: "", label: t("people.all") },
            ...peopleStatuses.map((value) => ({ value, label: t(`people.${value}`) })),
          ]}
        />
        {filters.reason === undefined ? null : <SkipReason reason={filters.reason} />}
        {filters.error === undefined ? null : <bdi lang="en">{filters.error}</bdi>}
      </search>
      <People />
    </PageFrame>
  );
}

/** A person has an id of their own: their contact. */
type PersonRow = Item<"GET /v1/campaigns/{id}/recipients"> & { id: string };

function People() {
  const t = useTexts("campaigns");
  const { id } = route.useParams();
  const query = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns();
  const found = useInfiniteQuery(readPages("GET /v1/campaigns/{id}/recipients", { params: { id }, query }));
  const { rows: people, ...source } = useRows(found);
  const rows = useMemo(() => people.map((person) => ({ ...person, id: person.contact })), [people]);
  if (found.error !== null) return <ErrorCard error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton height="60vh" />;
  if (rows.length === 0 && !source.hasNextPage)
    return <EmptyState title={t("people.none")}>{t("people.noneDetail")}</EmptyState>;
  return (
    <RecordTable<PersonRow>
      label={t("people.title")}
      columns={columns}
      source={{ rows, ...source }}
      onOpen={({ message }) => {
        if (message !== null) void navigate({ to: "/messages", search: { campaign: id, message } });
      }}
    />
  );
}

function useColumns(): readonly Column<PersonRow>[] {
  const t = useTexts("campaigns");
  return useMemo(
    () => [
      {
        name: "phone",
        label: t("people.phone"),
        width: "minmax(8.5rem, 12rem)",
        cell: ({ phone }) => (phone === null ? null : <Phone number={phone} />),
      },
      {
        name: "status",
        label: t("column.status"),
        width: "minmax(7rem, 12rem)",
        cell: ({ status }) => {
          const known = peopleStatuses.find((each) => each === status);
          return known === undefined ? status : t(`people.${known}`);
        },
      },
      {
        name: "why",
        label: t("people.why"),
        width: "minmax(8rem, 1fr)",
        wideOnly: true,
        cell: ({ reason, error }) =>
          reason === null ? <bdi lang="en">{error}</bdi> : <SkipReason reason={reason} />,
      },
      {
        name: "language",
        label: t("people.language"),
        width: "7rem",
        wideOnly: true,
        cell: ({ language }) => <bdi>{language}</bdi>,
      },
    ],
    [t],
  );
}

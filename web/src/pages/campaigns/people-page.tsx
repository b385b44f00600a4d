// The people behind a campaign's figure: narrowed by what became of them and why, and as a file.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Item } from "@waypost/sdk";
import { useMemo } from "react";
import { waypost } from "../../api/client.ts";
import { readPages } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorTitle } from "../../parts/api-text.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FilterLine } from "../../parts/filter-line.tsx";
import { FilterSelect } from "../../parts/filter-select.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Phone } from "../../parts/phone.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import type { Column } from "../../parts/record-table.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { tellFailure } from "../../parts/tell.tsx";
import { useRows } from "../../parts/use-rows.ts";
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
      .catch((error: Error) => tellFailure(t("export"), error));
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
      <FilterLine>
        <PageLink to="/campaigns/$id" params={{ id }}>
          {t("one")}
        </PageLink>
        <FilterSelect
          label={t("column.status")}
          any={t("people.all")}
          options={peopleStatuses.map((value) => ({ value, label: t(`people.${value}`) }))}
          value={filters.status}
          onChange={(status) =>
            void navigate({ search: status === undefined ? {} : { status }, replace: true })
          }
        />
        {filters.reason === undefined ? null : <SkipReason reason={filters.reason} />}
        {filters.error === undefined ? null : <ErrorTitle code={filters.error} />}
      </FilterLine>
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
  return (
    <RecordList<PersonRow>
      label={t("people.title")}
      columns={columns}
      source={{ rows, ...source }}
      onOpen={({ message }) => {
        if (message !== null) void navigate({ to: "/messages", search: { campaign: id, message } });
      }}
      empty={<EmptyState title={t("people.none")}>{t("people.noneDetail")}</EmptyState>}
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
        cell: ({ reason, error }) => {
          if (reason !== null) return <SkipReason reason={reason} />;
          return error === null ? null : <ErrorTitle code={error} />;
        },
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

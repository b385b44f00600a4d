// The segments there are: rules that are asked anew whenever they are used.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Segment } from "@waypost/sdk";
import { read } from "../../../api/query.ts";
import { useMay } from "../../../api/person.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";

export function SegmentsPage() {
  const t = useTexts("contacts");
  const mayWrite = useMay("contacts:write");
  return (
    <PageFrame
      title={t("segments")}
      actions={
        mayWrite ? (
          <Button component={Link} to="/contacts/segments/new">
            {t("segmentAdd")}
          </Button>
        ) : null
      }
    >
      <Segments />
    </PageFrame>
  );
}

function Segments() {
  const t = useTexts("contacts");
  const found = useQuery(read("GET /v1/segments", { query: { limit: 200 } }));
  const columns: PlainColumn<Segment>[] = [
    {
      name: "name",
      label: t("name"),
      cell: ({ id, name }) => (
        <PageLink to="/contacts/segments/$id" params={{ id }} dir="auto">
          {name}
        </PageLink>
      ),
    },
    { name: "description", label: t("description"), cell: ({ description }) => <bdi>{description}</bdi> },
    { name: "at", label: t("changed"), cell: ({ updated_at: at }) => <Timestamp at={at} /> },
  ];
  return (
    <Loaded query={found} height="40vh">
      {({ data }) =>
        data.length === 0 ? (
          <EmptyState title={t("segmentsEmpty")}>{t("segmentsEmptyDetail")}</EmptyState>
        ) : (
          <PlainTable label={t("segments")} columns={columns} rows={data} idOf={({ id }) => id} />
        )
      }
    </Loaded>
  );
}

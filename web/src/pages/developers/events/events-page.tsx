// Events as they happen: narrowed by type, held still to be read, each with all it says.
import { Button, TextInput } from "@mantine/core";
import type { LiveEvent } from "@waypost/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { asJson, CodeBlock } from "../../../parts/code-block.tsx";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { FilterLine } from "../../../parts/filter-line.tsx";
import { FilterSelect } from "../../../parts/filter-select.tsx";
import { RecordDrawer } from "../../../parts/record-drawer.tsx";
import { RecordTable } from "../../../parts/record-table.tsx";
import { useEventColumns } from "./columns.tsx";
import { type EventFilter, families, isWanted } from "./filter.ts";
import { type Stream, useStream } from "./use-stream.ts";

const route = getRouteApi("/app/developers/events");

export function EventsPage() {
  const t = useTexts("developers");
  const language = useLanguage();
  const [isPaused, setPaused] = useState(false);
  const stream = useStream(isPaused);
  return (
    <PageFrame
      fills
      title={t("events.title")}
      actions={
        <>
          <Button variant="default" onClick={stream.clear}>
            {t("events.clear")}
          </Button>
          <Button onClick={() => setPaused(!isPaused)} aria-pressed={isPaused}>
            {isPaused ? t("events.resume", { n: formatNumber(stream.held, language) }) : t("events.pause")}
          </Button>
        </>
      }
    >
      <Narrow />
      <Shown stream={stream} />
    </PageFrame>
  );
}

function Narrow() {
  const t = useTexts("developers");
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: EventFilter): void =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  return (
    <FilterLine>
      <FilterSelect
        label={t("events.kind")}
        any={t("events.anyKind")}
        options={families.map((value) => ({ value, label: `${value}.*` }))}
        value={filter.kind}
        onChange={(kind) => change({ kind })}
      />
      <TextInput
        data-search
        type="search"
        dir="ltr"
        aria-label={t("events.type")}
        placeholder={t("events.type")}
        value={filter.type ?? ""}
        onChange={({ currentTarget: { value } }) => change({ type: value === "" ? undefined : value })}
      />
    </FilterLine>
  );
}

function Shown({ stream: { events, error } }: { stream: Stream }) {
  const t = useTexts("developers");
  const filter = route.useSearch();
  const columns = useEventColumns();
  const [open, setOpen] = useState<LiveEvent | null>(null);
  const rows = useMemo(() => events.filter((event) => isWanted(event, filter)), [events, filter]);
  if (error !== null) return <ErrorCard error={error} />;
  if (rows.length === 0) return <EmptyState title={t("events.none")}>{t("events.noneDetail")}</EmptyState>;
  return (
    <>
      <RecordTable
        label={t("events.title")}
        columns={columns}
        source={{ rows, hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => undefined }}
        openId={open?.id}
        onOpen={(event: LiveEvent) => setOpen(event)}
      />
      <RecordDrawer opened={open} title={open?.type} onClose={() => setOpen(null)}>
        {(event) => <CodeBlock label={t("events.whole")} text={asJson(event)} />}
      </RecordDrawer>
    </>
  );
}

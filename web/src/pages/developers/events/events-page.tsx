// Events as they happen: narrowed by type, held still to be read, each with all it says.
import { Button, Drawer, NativeSelect, TextInput } from "@mantine/core";
import type { LiveEvent } from "@waypost/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { asJson, CodeBlock } from "../../../parts/code-block.tsx";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { RecordTable } from "../../../parts/record-table.tsx";
import classes from "../developers.module.css";
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
    <search className={classes["bar"]}>
      <NativeSelect
        aria-label={t("events.kind")}
        value={filter.kind ?? ""}
        onChange={({ currentTarget: { value } }) => change({ kind: families.find((one) => one === value) })}
        data={[
          { value: "", label: t("events.anyKind") },
          ...families.map((value) => ({ value, label: `${value}.*` })),
        ]}
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
    </search>
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
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="min(32rem, 100%)"
        title={open?.type}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <CodeBlock label={t("events.whole")} text={asJson(open)} />
      </Drawer>
    </>
  );
}

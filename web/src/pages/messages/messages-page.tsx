// The log of messages: narrowed by the address, live, with one message open beside it.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { readPages } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { useColumns } from "./columns.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type Filters, queryOf } from "./filters.ts";
import { MessageDrawer } from "./message-drawer.tsx";
import { SendMessage } from "./send-message.tsx";

const route = getRouteApi("/app/messages");

export function MessagesPage() {
  const t = useTexts("messages");
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const [isSending, sending] = useDisclosure(false);
  const maySend = useMay("messages:write");
  const change = (next: Filters): void => void navigate({ search: next, replace: true });
  return (
    <PageFrame
      fills
      title={t("title")}
      actions={maySend ? <Button onClick={sending.open}>{t("send.open")}</Button> : null}
    >
      <FilterBar filters={filters} onChange={change} />
      <MessageLog
        filters={filters}
        onOpen={(message) => void navigate({ search: { ...filters, message } })}
      />
      <MessageDrawer id={filters.message} onClose={() => change(queryOf(filters))} />
      <SendMessage opened={isSending} onClose={sending.close} />
    </PageFrame>
  );
}

function MessageLog({ filters, onOpen }: { filters: Filters; onOpen(id: string): void }) {
  const t = useTexts("messages");
  const columns = useColumns();
  const source = useRows(useInfiniteQuery(readPages("GET /v1/messages", { query: queryOf(filters) })));
  const isNarrowed = Object.keys(queryOf(filters)).length > 0;
  return (
    <RecordList
      label={t("title")}
      {...{ columns, source }}
      openId={filters.message}
      onOpen={({ id }) => onOpen(id)}
      empty={
        <EmptyState title={isNarrowed ? t("empty.narrowed") : t("empty.title")}>
          {isNarrowed ? t("empty.narrowedDetail") : t("empty.detail")}
        </EmptyState>
      }
    />
  );
}

// All senders of the mode that is shown, with how each is doing.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMode } from "../../api/mode.ts";
import { useMay } from "../../api/person.ts";
import { readPages } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { AddSender } from "./add-sender.tsx";
import { useColumns } from "./columns.tsx";

const route = getRouteApi("/app/senders");

export function SendersPage() {
  const t = useTexts("senders");
  const { add = false } = route.useSearch();
  const navigate = route.useNavigate();
  const mode = useMode();
  const mayAdd = useMay("senders:write");
  const open = (isOpen: boolean): void =>
    void navigate({ search: isOpen ? { add: true } : {}, replace: true });
  const button = mayAdd ? <Button onClick={() => open(true)}>{t("add.open")}</Button> : null;
  return (
    <PageFrame fills title={t("title")} actions={button}>
      <SenderList />
      {mayAdd ? <AddSender key={mode} opened={add} onClose={() => open(false)} /> : null}
    </PageFrame>
  );
}

function SenderList() {
  const t = useTexts("senders");
  const columns = useColumns();
  const navigate = useNavigate();
  const source = useRows(useInfiniteQuery(readPages("GET /v1/senders")));
  return (
    <RecordList
      label={t("title")}
      {...{ columns, source }}
      onOpen={({ id }) => void navigate({ to: "/senders/$id", params: { id } })}
      empty={<EmptyState title={t("empty.title")}>{t("empty.detail")}</EmptyState>}
    />
  );
}

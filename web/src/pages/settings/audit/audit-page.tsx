// Who did what, when and to what; whether the log is as it was written, and the whole of it as a file.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import type { AuditEntry } from "@waypost/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { waypost } from "../../../api/client.ts";
import { withProof } from "../../../api/proof.ts";
import { readPages } from "../../../api/query.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { RecordList } from "../../../parts/record-list.tsx";
import { saveFile } from "../../../parts/save-file.ts";
import { tell, tellFailure } from "../../../parts/tell.tsx";
import { useRows } from "../../../parts/use-rows.ts";
import { AuditDrawer } from "./audit-drawer.tsx";
import { type AuditRow, useAuditColumns } from "./columns.tsx";
import { AuditFilterBar } from "./filter-bar.tsx";

const route = getRouteApi("/app/settings/audit");

export function AuditPage() {
  const t = useTexts("settings");
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <PageFrame fills title={t("audit.title")} actions={<LogDeeds />}>
      <AuditFilterBar filters={filters} onChange={(search) => void navigate({ search, replace: true })} />
      <Log />
    </PageFrame>
  );
}

function LogDeeds() {
  const t = useTexts("settings");
  const language = useLanguage();
  const verify = useMutation({ mutationFn: () => waypost.request("GET /v1/audit/verify") });
  const save = useMutation({
    mutationFn: () =>
      withProof(async () => saveFile(await waypost.open("GET /v1/audit/export"), "audit.jsonl")),
  });
  const failed = (error: Error): void => tellFailure(t("failed"), error);
  const check = (): void =>
    void verify.mutateAsync().then(({ ok, entries, first_broken: broken }) => {
      if (ok) tell(t("audit.ok", { n: formatNumber(entries, language) }));
      else tellFailure(t("audit.broken", { n: broken?.number ?? "?" }), broken?.why ?? "");
    }, failed);
  return (
    <>
      <Button variant="default" loading={verify.isPending} onClick={check}>
        {t("audit.verify")}
      </Button>
      <Button
        variant="default"
        loading={save.isPending}
        onClick={() => void save.mutateAsync().catch(failed)}
      >
        {t("audit.export")}
      </Button>
    </>
  );
}

function Log() {
  const t = useTexts("settings");
  const filters = route.useSearch();
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const columns = useAuditColumns();
  const { rows, ...source } = useRows(useInfiniteQuery(readPages("GET /v1/audit", { query: filters })));
  return (
    <>
      <RecordList
        label={t("audit.title")}
        columns={columns}
        source={{ ...source, rows: rows.map((entry): AuditRow => ({ ...entry, id: String(entry.number) })) }}
        openId={open === null ? undefined : String(open.number)}
        onOpen={(entry: AuditRow) => setOpen(entry)}
        empty={<EmptyState title={t("audit.none")}>{t("audit.noneDetail")}</EmptyState>}
      />
      <AuditDrawer entry={open} onClose={() => setOpen(null)} />
    </>
  );
}

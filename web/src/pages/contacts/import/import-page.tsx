// People from a file: chosen, looked at, tried without effect, brought in, and taken back if need be.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ContactImport } from "@waypost/sdk";
import { useState } from "react";
import { read } from "../../../api/query.ts";
import { useMay } from "../../../api/person.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ChooseFile } from "../../../parts/choose-file.tsx";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { FileForm } from "./file-form.tsx";
import { ImportState } from "./import-state.tsx";
import classes from "./import.module.css";
import { OneImport } from "./one-import.tsx";

const route = getRouteApi("/app/contacts/import");

export function ImportPage() {
  const t = useTexts("contacts");
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const show = (id: string | undefined): void =>
    void navigate({ search: id === undefined ? {} : { job: id } });
  const choose = (chosen: File): void => {
    setFile(chosen);
    show(undefined);
  };
  const mayWrite = useMay("contacts:write");
  return (
    <PageFrame
      title={t("import")}
      actions={
        mayWrite ? (
          <ChooseFile label={t("fileChoose")} accept=".csv,.tsv,.txt,.xlsx" onChoose={choose} />
        ) : null
      }
    >
      {file === null ? null : (
        <FileForm key={`${file.name}${file.lastModified}`} file={file} onBegun={show} />
      )}
      {job === undefined ? null : <OneImport id={job} />}
      <PastImports />
    </PageFrame>
  );
}

function PastImports() {
  const t = useTexts("contacts");
  const language = useLanguage();
  const found = useQuery(read("GET /v1/contacts/import", { query: { limit: 20 } }));
  const columns: PlainColumn<ContactImport>[] = [
    {
      name: "file",
      label: t("file"),
      cell: ({ id, filename }) => (
        <PageLink to="/contacts/import" search={{ job: id }} size="sm" dir="auto" className={classes["file"]}>
          {filename ?? t("fileUnnamed")}
        </PageLink>
      ),
    },
    { name: "state", label: t("state"), cell: (job) => <ImportState job={job} /> },
    { name: "rows", label: t("rows"), cell: ({ rows }) => formatNumber(rows, language) },
    { name: "at", label: t("added"), cell: ({ created_at: at }) => <Timestamp at={at} /> },
  ];
  return (
    <Loaded query={found} height="30vh">
      {({ data }) =>
        data.length === 0 ? (
          <EmptyState title={t("importsEmpty")}>{t("importsEmptyDetail")}</EmptyState>
        ) : (
          <PlainTable label={t("imports")} columns={columns} rows={data} idOf={({ id }) => id} />
        )
      }
    </Loaded>
  );
}

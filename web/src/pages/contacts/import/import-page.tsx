// People from a file: chosen, looked at, tried without effect, brought in, and taken back if need be.
import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ContactImport } from "@waypost/sdk";
import { useRef, useState } from "react";
import { read } from "../../../api/query.ts";
import { useMay } from "../../../api/person.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { PlainTable } from "../../../parts/plain-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { FileForm } from "./file-form.tsx";
import { ImportState } from "./import-state.tsx";
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
  return (
    <PageFrame title={t("import")} actions={<ChooseFile onChoose={choose} />}>
      {file === null ? null : (
        <FileForm key={`${file.name}${file.lastModified}`} file={file} onBegun={show} />
      )}
      {job === undefined ? null : <OneImport id={job} />}
      <PastImports />
    </PageFrame>
  );
}

function ChooseFile({ onChoose }: { onChoose(file: File): void }) {
  const t = useTexts("contacts");
  const input = useRef<HTMLInputElement>(null);
  if (!useMay("contacts:write")) return null;
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t("fileChoose")}
        accept=".csv,.tsv,.txt,.xlsx"
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? [];
          if (chosen !== undefined) onChoose(chosen);
          // The same file may be chosen again once it was mended.
          currentTarget.value = "";
        }}
      />
      <Button onClick={() => input.current?.click()}>{t("fileChoose")}</Button>
    </>
  );
}

function PastImports() {
  const t = useTexts("contacts");
  const language = useLanguage();
  const { data, error, refetch } = useQuery(read("GET /v1/contacts/import", { query: { limit: 20 } }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="30vh" />;
  if (data.data.length === 0)
    return <EmptyState title={t("importsEmpty")}>{t("importsEmptyDetail")}</EmptyState>;
  return (
    <PlainTable<ContactImport>
      label={t("imports")}
      rows={data.data}
      idOf={({ id }) => id}
      columns={[
        {
          name: "file",
          label: t("file"),
          cell: ({ id, filename }) => (
            <PageLink to="/contacts/import" search={{ job: id }} dir="auto">
              {filename ?? id}
            </PageLink>
          ),
        },
        { name: "state", label: t("state"), cell: (job) => <ImportState job={job} /> },
        { name: "rows", label: t("rows"), cell: ({ rows }) => formatNumber(rows, language) },
        { name: "at", label: t("added"), cell: ({ created_at }) => <Timestamp at={created_at} /> },
      ]}
    />
  );
}

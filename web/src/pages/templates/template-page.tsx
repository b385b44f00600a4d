// One template with its editor, or a new one: empty, or another language of one there is.
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { TemplateDeeds } from "./deeds.tsx";
import { Editor } from "./editor.tsx";
import { emptyForm, formOf } from "./form.ts";
import { startOf } from "./library.ts";
import { Standing } from "./standing.tsx";

const route = getRouteApi("/app/templates/$id");

export function TemplatePage() {
  const t = useTexts("templates");
  const { id } = route.useParams();
  const { like, ready, language } = route.useSearch();
  if (id !== "new") return <Existing key={id} id={id} />;
  return (
    <PageFrame title={t("new")}>
      {like === undefined ? null : <Like id={like} />}
      {ready === undefined || language === undefined ? null : <Ready name={ready} language={language} />}
      {like === undefined && ready === undefined ? <Editor start={emptyForm} /> : null}
    </PageFrame>
  );
}

function Like({ id }: { id: string }) {
  const found = useQuery(read("GET /v1/templates/{id}", { params: { id } }));
  return (
    <Loaded query={found} height="40vh">
      {(template) => <Editor start={{ ...formOf(template), language: "" }} />}
    </Loaded>
  );
}

function Ready({ name, language }: { name: string; language: string }) {
  const query = { name, language, limit: 1 };
  const found = useQuery(read("GET /v1/template-library", { query }));
  return (
    <Loaded query={found} height="40vh">
      {({ data: [template] }) => <Editor start={template === undefined ? emptyForm : startOf(template)} />}
    </Loaded>
  );
}

function Existing({ id }: { id: string }) {
  const t = useTexts("templates");
  const { data, error, refetch } = useQuery(read("GET /v1/templates/{id}", { params: { id } }));
  return (
    <PageFrame
      title={data === undefined ? t("one") : `${data.name} · ${data.language}`}
      actions={data === undefined ? null : <TemplateDeeds template={data} />}
    >
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        <Skeleton height="40vh" />
      ) : (
        <>
          <Standing template={data} />
          <Editor start={formOf(data)} id={id} />
        </>
      )}
    </PageFrame>
  );
}

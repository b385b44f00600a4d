// Where a template stands: its status and why, what the provider thinks of it, and its other languages.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Template } from "@waypost/sdk";
import { read } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { TemplateStatus } from "./template-status.tsx";
import classes from "./templates.module.css";
import { UsedBy } from "./used-by.tsx";
import { UsedLately } from "./used-lately.tsx";

export function Standing({ template }: { template: Template }) {
  const t = useTexts("templates");
  const mayCount = useMay("campaigns:read");
  const { status, rejection_reason: why, quality, submission, live_version: live, version } = template;
  return (
    <>
      <div className={classes["line"]}>
        <TemplateStatus status={status} />
        {why === null || why === "NONE" ? null : <bdi lang="en">{why}</bdi>}
        {template.paused_until === null ? null : <Timestamp at={template.paused_until} exact />}
        <Languages template={template} />
      </div>
      {submission?.error ? (
        <Text size="sm" c="error">
          <ApiText text={submission.error.detail} />
        </Text>
      ) : null}
      <FactList>
        <Fact name={t("version")}>{String(version)}</Fact>
        <Fact name={t("liveVersion")}>{live === null ? "–" : String(live)}</Fact>
        <Fact name={t("quality")}>{quality === "UNKNOWN" ? null : quality}</Fact>
        <Fact name={t("correctCategory")}>{template.correct_category}</Fact>
        {mayCount ? (
          <>
            <Fact name={t("usedLately")}>
              <UsedLately name={template.name} />
            </Fact>
            <UsedBy name={template.name} />
          </>
        ) : null}
      </FactList>
      <History template={template} />
    </>
  );
}

function Languages({ template: { id, name, kind } }: { template: Template }) {
  const t = useTexts("templates");
  const { data } = useQuery(read("GET /v1/templates", { query: { name, kind, limit: 200 } }));
  return (
    <nav aria-label={t("languages")} className={classes["line"]}>
      {data?.data.map((each) => (
        <PageLink
          key={each.id}
          to="/templates/$id"
          params={{ id: each.id }}
          dir="ltr"
          aria-current={each.id === id ? "page" : undefined}
        >
          {each.language}
        </PageLink>
      ))}
      <PageLink to="/templates/$id" params={{ id: "new" }} search={{ like: id }}>
        {t("languageAdd")}
      </PageLink>
    </nav>
  );
}

/** In the words of who told it. */
function History({ template: { history = [] } }: { template: Template }) {
  const t = useTexts("templates");
  if (history.length === 0) return null;
  return (
    <details>
      <summary>{t("history")}</summary>
      <ul className={classes["plain"]}>
        {history.map(({ at, type, source }) => (
          <li key={`${at}${type}`}>
            <Timestamp at={at} exact /> · <bdi lang="en">{type}</bdi> · <bdi lang="en">{source}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

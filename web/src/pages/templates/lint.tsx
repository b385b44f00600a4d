// What is wrong or doubtful with a template as it is written.
import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TemplateLint } from "@waypost/sdk";
import { waypost } from "../../api/client.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { contentOf, type TemplateForm } from "./form.ts";
import classes from "./templates.module.css";

/** Long enough that a person who types is not asked for at each letter. */
const typingMs = 300;

export function Lint({ form }: { form: TemplateForm }) {
  const t = useTexts("templates");
  const [judged] = useDebouncedValue(form, typingMs);
  const body = { kind: judged.kind, parameter_format: judged.format, ...contentOf(judged) };
  const { data } = useQuery({
    queryKey: ["lint", body],
    queryFn: ({ signal }) => waypost.request("POST /v1/templates/lint", { body, signal }),
    enabled: judged.body.trim() !== "",
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });
  if (data === undefined || judged.body.trim() === "") return null;
  return (
    <div aria-live="polite">
      <Findings title={t("errors")} findings={data.errors} isWrong />
      <Findings title={t("warnings")} findings={data.warnings} />
      {data.errors.length + data.warnings.length === 0 ? <Text size="sm">{t("nothingWrong")}</Text> : null}
    </div>
  );
}

type FindingsProps = { title: string; findings: TemplateLint["errors"]; isWrong?: boolean };

function Findings({ title, findings, isWrong = false }: FindingsProps) {
  if (findings.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600} {...(isWrong ? { c: "error" } : {})}>
        {title}
      </Text>
      <ul className={classes["plain"]}>
        {findings.map(({ path, message }) => (
          <li key={`${path}${message}`}>
            <bdi dir="ltr">{path}</bdi>: <ApiText text={message} />
          </li>
        ))}
      </ul>
    </>
  );
}

// The writing of a template: its words beside a phone that shows them, judged with every letter.
import { Button, Group, SegmentedControl } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Beside } from "../../parts/beside.tsx";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PhoneMessage, PhoneMock } from "../../parts/phone-mock.tsx";
import { tell } from "../../parts/tell.tsx";
import { contentOf, shownOf, type TemplateForm } from "./form.ts";
import { Lint } from "./lint.tsx";
import { NameFields } from "./name-fields.tsx";
import classes from "./templates.module.css";
import { useSampleFile } from "./use-sample-file.ts";
import { VariableFields } from "./variable-fields.tsx";
import { WordFields } from "./word-fields.tsx";

const route = getRouteApi("/app/templates/$id");

export type FormProps = { form: TemplateForm; onChange(form: TemplateForm): void };

/** `id` of the template that is changed; without one it is made. */
export function Editor({ start, id }: { start: TemplateForm; id?: string }) {
  const t = useTexts("templates");
  const [form, setForm] = useState(start);
  const { save, isPending, error } = useSave(id);
  const mayWrite = useMay("templates:write");
  const isNamed = form.name !== "" && form.language !== "" && form.body.trim() !== "";
  return (
    <Beside>
      <div className={classes["write"]}>
        {id === undefined ? <NameFields form={form} onChange={setForm} /> : null}
        <WordFields form={form} onChange={setForm} />
        <VariableFields form={form} onChange={setForm} />
        <Lint form={form} />
        {error === null ? null : <ErrorCard error={error} />}
        <Group>
          {mayWrite ? (
            <Button loading={isPending} disabled={!isNamed} onClick={() => void save(form)}>
              {t("save")}
            </Button>
          ) : null}
          <CopyAsCurl call={{ route: "POST /v1/templates", body: createOf(form) }} />
        </Group>
      </div>
      <Preview form={form} />
    </Beside>
  );
}

function createOf(form: TemplateForm) {
  const { kind, name, language, format } = form;
  return { kind, name, language, parameter_format: format, ...contentOf(form) };
}

function useSave(id: string | undefined) {
  const t = useTexts("templates");
  const navigate = route.useNavigate();
  const create = useChange("POST /v1/templates");
  const update = useChange("PATCH /v1/templates/{id}");
  const save = async (form: TemplateForm): Promise<void> => {
    const change =
      id === undefined
        ? create.mutateAsync({ body: createOf(form) })
        : update.mutateAsync({ params: { id }, body: contentOf(form) });
    const kept = await change.catch(() => null);
    if (kept === null) return;
    tell(t("saved"));
    if (id === undefined) await navigate({ to: "/templates/$id", params: { id: kept.id } });
  };
  return { save, isPending: create.isPending || update.isPending, error: create.error ?? update.error };
}

/** The direction is that of the words; light or dark is theirs who read it, so both can be looked at. */
function Preview({ form }: { form: TemplateForm }) {
  const t = useTexts("templates");
  const [scheme, setScheme] = useState<"light" | "dark">("light");
  const picture = useSampleFile(form.media?.format === "IMAGE" ? form.media.source : "");
  return (
    <div className={classes["preview"]}>
      <SegmentedControl
        aria-label={t("scheme")}
        size="xs"
        value={scheme}
        onChange={(value) => setScheme(value === "dark" ? "dark" : "light")}
        data={[
          { value: "light", label: t("scheme.light") },
          { value: "dark", label: t("scheme.dark") },
        ]}
      />
      <PhoneMock label={t("phone")} scheme={scheme}>
        <PhoneMessage shown={shownOf(form)} picture={picture} />
      </PhoneMock>
    </div>
  );
}

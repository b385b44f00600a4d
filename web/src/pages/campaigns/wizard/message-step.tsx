// What a campaign says: a text or a template with each person's own words in it, and how it goes on with them.
import { Input, NativeSelect, SegmentedControl, Text, Textarea } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { Beside } from "../../../parts/beside.tsx";
import { PhoneMessage, PhoneMock } from "../../../parts/phone-mock.tsx";
import { TemplateFields, useTemplates } from "./template-fields.tsx";
import classes from "./wizard.module.css";
import { WaysFields } from "./ways-fields.tsx";
import type { DraftForm } from "./wizard.tsx";

const categories = ["marketing", "utility", "service"] as const;

export function MessageStep({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const { kind, keeps } = form.values;
  return (
    <Beside>
      <div className={classes["step"]}>
        {keeps.includes("content") ? (
          <Text size="sm">{t("contentKept")}</Text>
        ) : (
          <>
            <SegmentedControl
              aria-label={t("step.message")}
              data={[
                { value: "text", label: t("kind.text") },
                { value: "template", label: t("kind.template") },
              ]}
              value={kind}
              onChange={(value) => form.setFieldValue("kind", value === "text" ? "text" : "template")}
            />
            {kind === "text" ? (
              <Textarea
                label={t("kind.text")}
                autosize
                minRows={4}
                dir="auto"
                {...form.getInputProps("body")}
              />
            ) : (
              <TemplateFields form={form} />
            )}
            {form.errors["content"] === undefined ? null : (
              <Input.Error>{form.errors["content"]}</Input.Error>
            )}
          </>
        )}
        <NativeSelect
          label={t("category")}
          data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
          {...form.getInputProps("category")}
        />
        <WaysFields form={form} />
      </div>
      <DraftPhone form={form} />
    </Beside>
  );
}

/** Words without people yet: the review shows real ones. */
function DraftPhone({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const { kind, body, template } = form.values;
  const chosen = useTemplates().find(({ name }) => name === template);
  const part = (type: string): string | null => {
    const found = chosen?.components.find((component) => component["type"] === type);
    return typeof found?.["text"] === "string" ? found["text"] : null;
  };
  const words = kind === "text" ? { body, footer: null } : { body: part("BODY"), footer: part("FOOTER") };
  return (
    <PhoneMock label={t("phone")}>
      {words.body ? <PhoneMessage shown={words} /> : <Text size="sm">{t("phoneEmpty")}</Text>}
    </PhoneMock>
  );
}

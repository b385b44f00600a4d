// The words of a template, each with how many letters it may have: header, body, footer and buttons.
import { Button as MantineButton, NativeSelect, Text, Textarea, TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/texts.ts";
import { Counter } from "./counter.tsx";
import type { FormProps } from "./editor.tsx";
import { type Button, buttonTypes } from "./buttons.ts";
import { lettersMax } from "./form.ts";
import { HeaderFields } from "./header-fields.tsx";
import classes from "./templates.module.css";

const categories = ["UTILITY", "MARKETING", "AUTHENTICATION"] as const;

export function WordFields({ form, onChange }: FormProps) {
  const t = useTexts("templates");
  return (
    <>
      <NativeSelect
        label={t("category")}
        value={form.category}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...form, category: categories.find((each) => each === value) ?? form.category })
        }
        data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
      />
      <HeaderFields form={form} onChange={onChange} />
      <Textarea
        label={t("body")}
        description={<Counter text={form.body} most={lettersMax.body} />}
        autosize
        minRows={5}
        dir="auto"
        value={form.body}
        onChange={({ currentTarget: { value } }) => onChange({ ...form, body: value })}
      />
      <TextInput
        label={t("footer")}
        description={<Counter text={form.footer} most={lettersMax.footer} />}
        dir="auto"
        value={form.footer}
        onChange={({ currentTarget: { value } }) => onChange({ ...form, footer: value })}
      />
      <Buttons form={form} onChange={onChange} />
      {form.kept.length === 0 ? null : <Text size="sm">{t("kept")}</Text>}
    </>
  );
}

function Buttons({ form, onChange }: FormProps) {
  const t = useTexts("templates");
  const { buttons } = form;
  const put = (next: Button[]): void => onChange({ ...form, buttons: next });
  return (
    <>
      {buttons.map((button, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a button's name is its place
        <div key={place} className={classes["button"]}>
          <NativeSelect
            aria-label={t("buttonType")}
            value={button.type}
            onChange={({ currentTarget: { value } }) => {
              const type = buttonTypes.find((each) => each === value) ?? "QUICK_REPLY";
              put(buttons.with(place, { ...button, type, target: "" }));
            }}
            data={buttonTypes.map((value) => ({ value, label: t(`button.${value}`) }))}
          />
          <TextInput
            aria-label={t("buttonText")}
            placeholder={t("buttonText")}
            maxLength={lettersMax.button}
            dir="auto"
            value={button.text}
            onChange={({ currentTarget: { value } }) => put(buttons.with(place, { ...button, text: value }))}
          />
          {button.type === "QUICK_REPLY" ? null : (
            <TextInput
              aria-label={t("buttonTarget")}
              placeholder={t("buttonTarget")}
              dir="ltr"
              value={button.target}
              onChange={({ currentTarget: { value } }) =>
                put(buttons.with(place, { ...button, target: value }))
              }
            />
          )}
          <MantineButton size="compact-sm" variant="default" onClick={() => put(buttons.toSpliced(place, 1))}>
            {t("buttonRemove")}
          </MantineButton>
        </div>
      ))}
      {form.kept.some(({ type }) => type === "BUTTONS") || buttons.length >= 10 ? null : (
        <MantineButton
          size="compact-sm"
          variant="default"
          className={classes["start"]}
          onClick={() => put([...buttons, { type: "QUICK_REPLY", text: "", target: "" }])}
        >
          {t("buttonAdd")}
        </MantineButton>
      )}
    </>
  );
}

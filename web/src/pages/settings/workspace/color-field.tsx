// A colour: typed, or picked in the browser's own way.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { isColor } from "./brand-form.ts";
import classes from "./workspace.module.css";

type ColorFieldProps = Pick<TextInputProps, "error"> & { value: string; onChange(color: string): void };

/** What the picker begins with, and an example of how a colour is written. */
const exampleColor = "#0f7361";

export function ColorField({ value, error, onChange }: ColorFieldProps) {
  const t = useTexts("settings");
  return (
    <TextInput
      label={t("brand.color")}
      placeholder={exampleColor}
      dir="ltr"
      maxLength={7}
      leftSectionPointerEvents="all"
      leftSection={
        <input
          type="color"
          className={classes["swatch"]}
          aria-label={t("brand.pick")}
          value={isColor(value) ? value.trim() : exampleColor}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      }
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

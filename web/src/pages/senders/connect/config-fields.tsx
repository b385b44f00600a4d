// The fields a number is connected with, each with where to find it.
import { TextInput } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import { useTexts } from "../../../i18n/texts.ts";
import type { Field } from "./roads.ts";

type ConfigFieldsProps = {
  fields: readonly Field[];
  givenOf(name: string): GetInputPropsReturnType;
  /** Nothing has to be filled in: what is left empty stays as it is. */
  isChange?: boolean;
};

export function ConfigFields({ fields, givenOf, isChange = false }: ConfigFieldsProps) {
  const t = useTexts("senders");
  return fields.map(({ name, text, isSecret, isOptional }) => (
    <TextInput
      key={name}
      label={t(`field.${text}`)}
      description={t(`field.${text}.where`)}
      placeholder={isChange ? t("field.unchanged") : ""}
      required={!isChange && isOptional !== true}
      type={isSecret === true ? "password" : "text"}
      autoComplete="off"
      dir="ltr"
      {...givenOf(name)}
    />
  ));
}

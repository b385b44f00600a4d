// The fields of somebody new: their name and a password they choose.
import { TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTexts } from "../../i18n/texts.ts";
import { PasswordField } from "./password-field.tsx";

type Named = { name: string; password: string };

export function NewAccountFields<Values extends Named>({ form }: { form: UseFormReturnType<Values> }) {
  const t = useTexts("entry");
  return (
    <>
      <TextInput
        label={t("name")}
        autoComplete="name"
        required
        maxLength={100}
        dir="auto"
        {...form.getInputProps("name")}
      />
      <PasswordField given={form.getInputProps("password")} />
    </>
  );
}

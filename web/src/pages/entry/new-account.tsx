// The fields of somebody new: their name and a password they choose.
import { PasswordInput, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTexts } from "../../i18n/texts.ts";

/** As the API wants it; that a password is too common it says by itself. */
export const passwordMin = 12;

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
      <PasswordInput
        label={t("password.new")}
        description={t("password.hint", { min: passwordMin })}
        autoComplete="new-password"
        required
        minLength={passwordMin}
        visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
        {...form.getInputProps("password")}
      />
    </>
  );
}

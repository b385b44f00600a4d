// A password that one chooses.
import { PasswordInput } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import { useTexts } from "../../i18n/texts.ts";

/** As the API wants it; that a password is too common it says by itself. */
const passwordMin = 12;

export function PasswordField({ given }: { given: GetInputPropsReturnType }) {
  const t = useTexts("entry");
  return (
    <PasswordInput
      label={t("password.new")}
      description={t("password.hint", { min: passwordMin })}
      autoComplete="new-password"
      required
      minLength={passwordMin}
      visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
      {...given}
    />
  );
}

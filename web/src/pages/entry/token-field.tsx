// Takes the link, or the secret in it, where somebody came without.
import { TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/texts.ts";
import { tokenIn } from "./token.ts";

type TokenFieldProps = { hint: string; value?: string; onChange?: (token: string) => void; error?: unknown };

export function TokenField({ hint, value, onChange }: TokenFieldProps) {
  const t = useTexts("entry");
  return (
    <TextInput
      label={t("link")}
      description={hint}
      required
      dir="ltr"
      value={value ?? ""}
      onChange={({ currentTarget: { value: typed } }) => {
        const hash = typed.slice(typed.lastIndexOf("#") + 1);
        onChange?.(tokenIn(hash) || typed);
      }}
    />
  );
}

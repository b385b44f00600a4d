// What a sender is called by those who use it; people never see it.
import { TextInput } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import { useTexts } from "../../i18n/texts.ts";

export function NameField({ given }: { given: GetInputPropsReturnType }) {
  const t = useTexts("senders");
  return <TextInput label={t("column.name")} maxLength={100} dir="auto" data-autofocus {...given} />;
}

/** Gives what is wrong with a name. */
export function useNameCheck(): (name: string) => string | null {
  const t = useTexts("senders");
  return (name) => (name.trim() === "" ? t("add.nameEmpty") : null);
}

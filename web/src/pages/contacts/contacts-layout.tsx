// The pages about people, side by side.
import { useTexts } from "../../i18n/texts.ts";
import { Section } from "../../parts/section.tsx";

export function ContactsLayout() {
  const t = useTexts("contacts");
  return (
    <Section
      label={t("title")}
      pages={[
        { to: "/contacts", label: t("title"), exact: true },
        { to: "/contacts/lists", label: t("lists") },
        { to: "/contacts/segments", label: t("segments") },
        { to: "/contacts/import", label: t("import") },
      ]}
    />
  );
}

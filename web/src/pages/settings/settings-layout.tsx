// The pages of settings side by side.
import { usePerson } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Section } from "../../parts/section.tsx";
import { tabsFor } from "./tabs.ts";

export function SettingsLayout() {
  const t = useTexts("settings");
  const { scopes } = usePerson();
  const pages = tabsFor(scopes).map(({ name, to }) => ({ to, label: t(`tab.${name}`) }));
  return <Section label={t("title")} pages={pages} />;
}

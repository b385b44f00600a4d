// What is around the pages for whoever comes by: a card in the middle, and the language.
import { NativeSelect, useDirection } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { isLanguage, type Language, languages } from "../../i18n/languages.ts";
import { changeLanguage, useLanguage, useTexts } from "../../i18n/texts.ts";
import classes from "./entry.module.css";

export function EntryLayout() {
  return (
    <main className={classes["room"]}>
      <div className={classes["brand"]}>
        <img src="/icon.svg" alt="" width={32} height={32} />
        {"Waypost"}
      </div>
      <div className={classes["card"]}>
        <Outlet />
      </div>
      <LanguageChoice />
    </main>
  );
}

function LanguageChoice() {
  const t = useTexts("shell");
  const language = useLanguage();
  const { setDirection } = useDirection();
  const choose = async (chosen: Language): Promise<void> => {
    await changeLanguage(chosen);
    setDirection(languages[chosen].direction);
  };
  return (
    <NativeSelect
      size="xs"
      aria-label={t("account.language")}
      value={language}
      onChange={({ currentTarget: { value } }) => isLanguage(value) && void choose(value)}
      data={Object.entries(languages).map(([value, { name }]) => ({ value, label: name }))}
    />
  );
}

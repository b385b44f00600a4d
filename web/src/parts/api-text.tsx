// Prose that the API answers, in the reader's language where it is translated, and else as it came.
import { useQuery } from "@tanstack/react-query";
import { errorWords } from "../api/error-words.ts";
import { useSayer } from "../i18n/api-words.ts";
import { useLanguage } from "../i18n/texts.ts";

export function ApiText({ text }: { text: string }) {
  const said = useSayer()(text);
  return <bdi lang={said.language}>{said.text}</bdi>;
}

/** What an error is called. `title` is the API's, where it is at hand. */
export function ErrorTitle({ code, title }: { code: string; title?: string | undefined }) {
  const language = useLanguage();
  const isEnglish = language === "en" && title !== undefined;
  const { data: words } = useQuery({ ...errorWords(code, language), enabled: !isEnglish });
  return <bdi lang={words?.isTranslated === true ? language : "en"}>{words?.title ?? title ?? code}</bdi>;
}

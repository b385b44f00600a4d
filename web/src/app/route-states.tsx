// What stands in a page's place while it loads, when it broke, and when there is none.
import { Loader } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useTexts } from "../i18n/texts.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { ErrorCard } from "../parts/error-card.tsx";
import { PageLink } from "../parts/page-link.tsx";
import classes from "./route-states.module.css";

export function Waiting() {
  const t = useTexts("shell");
  return (
    <div className={classes["middle"]} role="status" aria-label={t("loading")}>
      <Loader type="dots" />
    </div>
  );
}

export function Broken({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className={classes["middle"]}>
      <ErrorCard error={error} onRetry={() => void router.invalidate()} />
    </main>
  );
}

export function NotFound() {
  const t = useTexts("shell");
  return (
    <EmptyState title={t("notFound.title")} action={<PageLink to="/">{t("notFound.home")}</PageLink>}>
      {t("notFound.detail")}
    </EmptyState>
  );
}

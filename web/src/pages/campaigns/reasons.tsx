// Why people were skipped and why messages failed, the most frequent first; failures are tried again by their reason.
import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { errorWords } from "../../api/error-words.ts";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { tell } from "../../parts/tell.tsx";
import classes from "./campaigns.module.css";
import { mostFirst, type Report } from "./figures.ts";
import { SkipReason } from "./skip-reason.tsx";

export function Reasons({ id, report }: { id: string; report: Report }) {
  const t = useTexts("campaigns");
  const [skipped, failed] = [mostFirst(report.skipped), mostFirst(report.failed)];
  if (skipped.length + failed.length === 0) return null;
  return (
    <section className={classes["card"]} aria-label={t("reasons.title")}>
      {failed.length === 0 ? null : <Failed id={id} failed={failed} />}
      {skipped.length === 0 ? null : (
        <>
          <Title order={2} size="h4">
            {t("people.skipped")}
          </Title>
          <ul className={classes["reasons"]}>
            {skipped.map(([reason, count]) => (
              <li key={reason}>
                <PageLink
                  to="/campaigns/$id/people"
                  params={{ id }}
                  search={{ status: "skipped", reason }}
                  size="sm"
                >
                  <SkipReason reason={reason} />
                </PageLink>
                <Count count={count} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Failed({ id, failed }: { id: string; failed: [code: string, count: number][] }) {
  const t = useTexts("campaigns");
  const retry = useChange("POST /v1/campaigns/{id}/retry-failed");
  const may = useMay("campaigns:launch");
  const run = (codes?: string[]): void => {
    const body = codes === undefined ? {} : { codes };
    retry.mutateAsync({ params: { id }, body }).then(
      () => tell(t("retry.done")),
      () => undefined,
    );
  };
  return (
    <>
      <div className={classes["line"]}>
        <Title order={2} size="h4">
          {t("people.failed")}
        </Title>
        {may ? (
          <Button size="xs" variant="default" loading={retry.isPending} onClick={() => run()}>
            {t("retry.all")}
          </Button>
        ) : null}
      </div>
      {retry.error === null ? null : <ErrorCard error={retry.error} />}
      <ul className={classes["reasons"]}>
        {failed.map(([code, count]) => (
          <li key={code}>
            <PageLink
              to="/campaigns/$id/people"
              params={{ id }}
              search={{ status: "failed", error: code }}
              size="sm"
            >
              <ErrorTitle code={code} />
            </PageLink>
            <span className={classes["line"]}>
              <Count count={count} />
              {may ? (
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={retry.isPending}
                  onClick={() => run([code])}
                >
                  {t("retry.these")}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function ErrorTitle({ code }: { code: string }) {
  const { data } = useQuery(errorWords(code));
  return <span lang="en">{data?.title ?? code}</span>;
}

function Count({ count }: { count: number }) {
  const language = useLanguage();
  return (
    <Text component="span" size="sm" className="tabular">
      {formatNumber(count, language)}
    </Text>
  );
}

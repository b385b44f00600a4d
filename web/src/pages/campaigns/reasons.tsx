// Why people were skipped and why messages failed, the most frequent first; failures are tried again by their reason.
import { Button, Text } from "@mantine/core";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ErrorTitle } from "../../parts/api-text.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { tell } from "../../parts/tell.tsx";
import classes from "./campaigns.module.css";
import { mostFirst, type Report } from "./figures.ts";
import { SkipReason } from "./skip-reason.tsx";

type ReasonsProps = { id: string; report: Report };

export function Reasons({ id, report }: ReasonsProps) {
  const [skipped, failed] = [mostFirst(report.skipped), mostFirst(report.failed)];
  return (
    <>
      {failed.length === 0 ? null : <Failed id={id} failed={failed} />}
      {skipped.length === 0 ? null : <Skipped id={id} skipped={skipped} />}
    </>
  );
}

function Skipped({ id, skipped }: { id: string; skipped: [reason: string, count: number][] }) {
  const t = useTexts("campaigns");
  return (
    <Panel title={t("people.skipped")}>
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
    </Panel>
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
    <Panel
      title={t("people.failed")}
      actions={
        may ? (
          <Button size="xs" variant="default" loading={retry.isPending} onClick={() => run()}>
            {t("retry.all")}
          </Button>
        ) : null
      }
    >
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
    </Panel>
  );
}

function Count({ count }: { count: number }) {
  const language = useLanguage();
  return (
    <Text component="span" size="sm" className="tabular">
      {formatNumber(count, language)}
    </Text>
  );
}

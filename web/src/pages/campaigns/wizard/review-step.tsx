// What a campaign would do, before it does it: who gets it and who does not, what it costs, how long it takes.
import { Alert, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { CampaignPreflight } from "@waypost/sdk";
import { useState } from "react";
import { formatNumber, formatSpan } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ApiText } from "../../../parts/api-text.tsx";
import { Beside } from "../../../parts/beside.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { read } from "../../../api/query.ts";
import { mostFirst } from "../figures.ts";
import { SkipReason } from "../skip-reason.tsx";
import { FileState } from "./file-state.tsx";
import { Launch } from "./launch.tsx";
import { LeftOut } from "./left-out.tsx";
import { PeoplePreview } from "./people-preview.tsx";
import { preflight } from "./preflight.ts";
import { TestSend } from "./test-send.tsx";
import classes from "./wizard.module.css";

export function ReviewStep({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(preflight(id));
  const { data: campaign } = useQuery(read("GET /v1/campaigns/{id}", { params: { id } }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined || campaign === undefined) return <Skeleton height="40vh" />;
  return (
    <Beside>
      <div className={classes["step"]}>
        {campaign.import === null ? null : <FileState id={campaign.import} />}
        <Figures found={data} />
        <Skipped id={id} found={data} />
        <Notes kind="blockers" notes={data.blockers} />
        <Notes kind="warnings" notes={data.warnings} />
        <TestSend id={id} isTested={campaign.is_tested} />
        <Launch campaign={campaign} found={data} />
      </div>
      <PeoplePreview id={id} />
    </Beside>
  );
}

function Figures({ found }: { found: CampaignPreflight }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const { audience, eligible, cost, duration, is_exact: isExact } = found;
  const about = isExact ? "" : "≈ ";
  const amounts = cost.amounts.map(({ currency, amount_micros: micros }) =>
    new Intl.NumberFormat(language, { style: "currency", currency }).format(micros / 1_000_000),
  );
  const facts = [
    { name: t("people.eligible"), value: `${about}${formatNumber(eligible, language)}` },
    { name: t("audienceSize"), value: `${about}${formatNumber(audience, language)}` },
    { name: t("cost"), value: amounts.length === 0 ? "–" : amounts.join(" + ") },
    {
      name: t("duration"),
      value: duration.seconds === null ? "–" : formatSpan(duration.seconds * 1_000, language),
    },
  ];
  return (
    <>
      <dl className={classes["figures"]}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {cost.unpriced_people === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t("unpriced", { people: formatNumber(cost.unpriced_people, language) })}
        </Text>
      )}
      {duration.brakes.slice(0, 3).map(({ code, detail, seconds, sender }) => (
        <Text key={`${sender}${code}`} size="sm" c="dimmed">
          <ApiText text={detail} /> ({formatSpan(seconds * 1_000, language)})
        </Text>
      ))}
    </>
  );
}

function Skipped({ id, found: { skipped, held, missing } }: { id: string; found: CampaignPreflight }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const [open, setOpen] = useState<string | null>(null);
  const reasons = mostFirst(skipped);
  return (
    <>
      {reasons.length === 0 ? null : (
        <Title order={2} size="h4">
          {t("people.skipped")}
        </Title>
      )}
      <ul className={classes["list"]}>
        {reasons.map(([reason, count]) => (
          <li key={reason}>
            <button type="button" onClick={() => setOpen(reason)}>
              {formatNumber(count, language)}
            </button>{" "}
            <SkipReason reason={reason} />
          </li>
        ))}
        {mostFirst(held).map(([reason, count]) => (
          <li key={reason}>
            {formatNumber(count, language)} · {t("later")} · <SkipReason reason={reason} />
          </li>
        ))}
        {mostFirst(missing).map(([name, count]) => (
          <li key={name}>{t("missing", { name, people: formatNumber(count, language) })}</li>
        ))}
      </ul>
      <LeftOut id={id} reason={open} onClose={() => setOpen(null)} />
    </>
  );
}

function Notes({ kind, notes }: { kind: "blockers" | "warnings"; notes: CampaignPreflight["warnings"] }) {
  const t = useTexts("campaigns");
  if (notes.length === 0) return null;
  return (
    <Alert
      color={kind === "blockers" ? "red" : "yellow"}
      variant="outline"
      bg="var(--surface-card)"
      title={<Text c="bright">{t(`notes.${kind}`)}</Text>}
    >
      <ul className={classes["list"]}>
        {notes.map(({ code, detail }) => (
          <li key={`${code}${detail}`}>
            <ApiText text={detail} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

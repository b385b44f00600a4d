// What Meta says of a number of the Cloud API: quality, status, limits, and what it objects to.
import { Button, Text } from "@mantine/core";
import type { Sender } from "@waypost/sdk";
import { useMay } from "../../api/person.ts";
import { useChange } from "../../api/query.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StatusChip, type Tone } from "../../parts/status-chip.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./senders.module.css";

type Standing = NonNullable<Sender["cloud_api"]>;

export function MetaPanel({ sender: { id, cloud_api: standing } }: { sender: Sender }) {
  const t = useTexts("senders");
  const refresh = useChange("POST /v1/senders/{id}/refresh");
  const mayWrite = useMay("senders:write");
  if (standing === null || standing === undefined) return null;
  const ask = (
    <Button
      size="xs"
      variant="default"
      loading={refresh.isPending}
      onClick={() => refresh.mutate({ params: { id } })}
    >
      {t("meta.refresh")}
    </Button>
  );
  return (
    <Panel title={t("panel.meta")} actions={mayWrite ? ask : null}>
      {refresh.error === null ? null : <ErrorCard error={refresh.error} />}
      <MetaFacts standing={standing} />
      <Problems standing={standing} />
    </Panel>
  );
}

const tones: Readonly<Record<string, Tone>> = { GREEN: "good", YELLOW: "wait", RED: "bad" };

/** Words are Meta's own, as its pages show them. */
function MetaFacts({ standing }: { standing: Standing }) {
  const t = useTexts("senders");
  const { quality, status, name, messaging_limit: limit, throughput, health, token } = standing;
  return (
    <FactList>
      <Fact name={t("meta.quality")}>
        {quality === null ? null : <StatusChip tone={tones[quality] ?? "quiet"}>{quality}</StatusChip>}
      </Fact>
      <Fact name={t("meta.status")}>{status}</Fact>
      <Fact name={t("meta.name")}>{name === null ? null : `${name.name ?? ""} ${name.status}`}</Fact>
      <Fact name={t("meta.limit")}>{limit === null ? null : <People most={limit.people} />}</Fact>
      <Fact name={t("meta.throughput")}>{throughput?.level}</Fact>
      <Fact name={t("meta.canSend")}>{health?.can_send}</Fact>
      <Fact name={t("meta.token")}>{token === null ? null : <Token token={token} />}</Fact>
      <Fact name={t("meta.checked")}>
        {standing.checked_at === null ? null : <Timestamp at={standing.checked_at} />}
      </Fact>
    </FactList>
  );
}

function People({ most }: { most: number | null }) {
  const t = useTexts("senders");
  const language = useLanguage();
  return most === null ? t("limits.none") : formatNumber(most, language);
}

function Token({ token: { valid, problem, expires_at: end } }: { token: NonNullable<Standing["token"]> }) {
  const t = useTexts("senders");
  if (!valid) return problem === null ? t("meta.tokenBad") : <ApiText text={problem} />;
  return end === null ? t("meta.tokenStays") : <Timestamp at={end} />;
}

function Problems({ standing: { health, restrictions, warnings, problem } }: { standing: Standing }) {
  const t = useTexts("senders");
  const said = [
    ...(problem === null ? [] : [problem]),
    ...(health?.problems ?? []).map(({ description, solution }) => `${description} ${solution ?? ""}`),
    ...warnings.map(({ detail }) => detail),
    ...restrictions.map(({ type }) => type),
  ];
  if (said.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t("meta.problems")}
      </Text>
      <ul className={classes["list"]}>
        {said.map((text) => (
          <li key={text}>
            <ApiText text={text} />
          </li>
        ))}
      </ul>
    </div>
  );
}

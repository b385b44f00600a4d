// What the plan allows and how much of it is used, and what was sent, received and paid.
import { NativeSelect } from "@mantine/core";
import type { Answer, Query, UsageRow } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { read } from "../../../api/query.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import classes from "../settings.module.css";
import { formatAmounts } from "./amounts.ts";

export function UsagePage() {
  const t = useTexts("settings");
  return (
    <PageFrame title={t("usage.title")}>
      <Plan />
      <Report />
    </PageFrame>
  );
}

function Plan() {
  const t = useTexts("settings");
  const plan = useQuery(read("GET /v1/plan"));
  return (
    <Panel title={plan.data?.plan?.name ?? t("plan.none")}>
      <Loaded query={plan} height="6rem">
        {({ caps }) =>
          caps.length === 0 ? (
            <p className={classes["note"]}>{t("plan.uncapped")}</p>
          ) : (
            <ul className={classes["meters"]}>
              {caps.map((cap) => (
                <Cap key={cap.cap} cap={cap} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Cap({ cap: { cap, limit, used, renews_at } }: { cap: Answer<"GET /v1/plan">["caps"][number] }) {
  const t = useTexts("settings");
  const language = useLanguage();
  const n = used === null ? "–" : formatNumber(used, language);
  return (
    <li>
      <span>
        <strong>{t(`cap.${cap}`)}</strong>
        {t("plan.of", { n, total: formatNumber(limit, language) })}
      </span>
      <meter
        aria-label={t(`cap.${cap}`)}
        min={0}
        max={Math.max(limit, 1)}
        high={limit * 0.9}
        value={used ?? 0}
      />
      {renews_at === null ? null : (
        <p className={classes["note"]}>
          {t("plan.renews")} <Timestamp at={renews_at} />
        </p>
      )}
    </li>
  );
}

const ways = [
  "day",
  "month",
  "sender",
  "category",
  "country",
] as const satisfies Query<"GET /v1/usage">["by"][];
type Way = (typeof ways)[number];

function Report() {
  const t = useTexts("settings");
  const [by, setBy] = useState<Way>("day");
  const report = useQuery(read("GET /v1/usage", { query: { by } }));
  const columns = useColumns(by);
  return (
    <Panel
      title={t("usage.what")}
      actions={
        <NativeSelect
          aria-label={t("usage.by")}
          value={by}
          onChange={({ currentTarget: { value } }) => setBy(ways.find((way) => way === value) ?? "day")}
          data={ways.map((value) => ({ value, label: t(`usage.${value}`) }))}
        />
      }
    >
      <Loaded query={report} height="12rem">
        {({ rows, total }) =>
          rows.length === 0 ? (
            <EmptyState title={t("usage.none")}>{t("usage.noneDetail")}</EmptyState>
          ) : (
            <PlainTable
              label={t("usage.what")}
              columns={columns}
              rows={[...rows, { ...total, key: t("usage.total") }]}
              idOf={({ key }) => key}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

const counts = ["accepted", "sent", "delivered", "read", "failed", "received"] as const;

function useColumns(by: Way): readonly PlainColumn<UsageRow>[] {
  const t = useTexts("settings");
  const language = useLanguage();
  return [
    { name: "key", label: t(`usage.${by}`), cell: ({ key }) => <bdi>{key}</bdi> },
    ...counts.map((name) => ({
      name,
      label: t(`count.${name}`),
      cell: (row: UsageRow) => <span className="tabular">{formatNumber(row[name], language)}</span>,
    })),
    { name: "cost", label: t("usage.cost"), cell: ({ cost }) => formatAmounts(cost.amounts, language) },
  ];
}

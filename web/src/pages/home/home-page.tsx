// The first page: what is left to do until everything works, and what happened last.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { useMay, usePerson } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Phone } from "../../parts/phone.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { MessageStatus } from "../messages/message-status.tsx";
import classes from "./home.module.css";
import { Onboarding } from "./onboarding.tsx";

export function HomePage() {
  const t = useTexts("home");
  const { name, tenant } = usePerson();
  return (
    <PageFrame title={t("title", { name })}>
      <Text c="dimmed" dir="auto">
        {tenant?.name ?? t("noTenant")}
      </Text>
      <Onboarding />
      {useMay("messages:read") ? <LatestMessages /> : null}
    </PageFrame>
  );
}

const shown = 6;

function LatestMessages() {
  const t = useTexts("home");
  const { data, error, refetch } = useQuery(read("GET /v1/messages", { query: { limit: shown } }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.data.length === 0) return null;
  return (
    <Panel
      title={t("latest.title")}
      actions={
        <PageLink to="/messages" size="sm">
          {t("latest.all")}
        </PageLink>
      }
    >
      <ul className={classes["list"]}>
        {data.data.map(({ id, to, status, created_at }) => (
          <li key={id}>
            <PageLink to="/messages" search={{ message: id }}>
              <Phone number={to} />
            </PageLink>
            <MessageStatus status={status} />
            <Text size="sm" c="dimmed" className={classes["at"]}>
              <Timestamp at={created_at} />
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

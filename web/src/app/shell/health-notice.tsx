// Says in one line when messages do not go out, what that means, and that they do again.
import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useMay } from "../../api/person.ts";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { PageLink } from "../../parts/page-link.tsx";
import { tell } from "../../parts/tell.tsx";
import { standing, standsStill } from "./health.ts";

type Trouble = "unready" | "transport" | "quarantine" | "senders";

export function HealthNotice() {
  const t = useTexts("health");
  const { data = "sends" } = useQuery(standing);
  const stillCount = useStillCount();
  const ofNumbers = stillCount > 0 ? "senders" : null;
  const trouble: Trouble | null = data === "sends" ? ofNumbers : data;
  useRecovery(trouble);
  if (trouble === null) return null;
  return (
    <Alert
      color={trouble === "transport" || trouble === "unready" ? "red" : "yellow"}
      variant="outline"
      radius={0}
      role="status"
    >
      {t(`trouble.${trouble}`, { count: stillCount })}{" "}
      {trouble === "senders" ? (
        <PageLink to="/senders" size="sm">
          {t("show")}
        </PageLink>
      ) : null}
    </Alert>
  );
}

/** Told once, of what was there before; that one trouble made way for another is no recovery. */
function useRecovery(trouble: Trouble | null): void {
  const t = useTexts("health");
  const before = useRef(trouble);
  useEffect(() => {
    if (before.current !== null && trouble === null) tell(t(`again.${before.current}`));
    before.current = trouble;
  }, [trouble, t]);
}

function useStillCount(): number {
  const enabled = useMay("senders:read");
  const { data } = useQuery({ ...read("GET /v1/senders", { query: { limit: 200 } }), enabled });
  return data?.data.filter(standsStill).length ?? 0;
}

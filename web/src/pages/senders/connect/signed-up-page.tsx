// Back from Meta's Embedded Signup: the numbers that were shared there become senders, and each says how far it came.
import { Loader, Text } from "@mantine/core";
import type { SignedUp } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { waypost } from "../../../api/client.ts";
import { currentMode } from "../../../api/mode.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ApiText } from "../../../parts/api-text.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { Phone } from "../../../parts/phone.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import classes from "../senders.module.css";
import { endSignup, redirectUriOf } from "./signup-address.ts";

const route = getRouteApi("/app/senders/signed-up");

export function SignedUpPage() {
  const t = useTexts("senders");
  const { code, state = "" } = route.useSearch();
  return (
    <PageFrame title={t("signup.title")}>
      <PageLink to="/senders" size="sm">
        {t("all")}
      </PageLink>
      {code === undefined ? <Text>{t("signup.left")}</Text> : <Taking code={code} state={state} />}
    </PageFrame>
  );
}

/** A code is good once and for a moment: it is used at once, and what came of it is kept for as long as the tab. */
function useTaken(code: string, state: string) {
  return useQuery({
    queryKey: [currentMode(), "signed-up", code],
    queryFn: async () => {
      if (!endSignup(state)) return null;
      const redirectUri = redirectUriOf(location.origin);
      return waypost.request("POST /v1/embedded-signup", { body: { code, redirect_uri: redirectUri } });
    },
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

function Taking({ code, state }: { code: string; state: string }) {
  const t = useTexts("senders");
  const { data, error } = useTaken(code, state);
  if (error !== null) return <ErrorCard error={error} />;
  if (data === undefined) return <Loader type="dots" aria-label={t("signup.taking")} />;
  return data === null ? <Text>{t("signup.stranger")}</Text> : <Taken {...data} />;
}

function Taken({ data, skipped }: SignedUp) {
  const t = useTexts("senders");
  return (
    <Panel title={t("signup.taken")}>
      <ul className={classes["list"]}>
        {data.map(({ sender, address, created, onboarding: { done } }) => (
          <li key={sender}>
            <span className={classes["step"]}>
              <PageLink to="/senders/$id" params={{ id: sender }}>
                <Phone number={address} />
              </PageLink>
              <StatusChip tone={done ? "good" : "wait"}>
                {done ? t("setup.done") : t("signup.stepsLeft")}
              </StatusChip>
            </span>
            <Text size="sm" c="dimmed">
              {created ? t("signup.created") : t("signup.renewed")}
            </Text>
          </li>
        ))}
        {skipped.map(({ phone_number_id: id, reason }) => (
          <li key={id}>
            <StatusChip tone="bad">{t("setup.failed")}</StatusChip> <ApiText text={reason} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

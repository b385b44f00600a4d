// At which costs and shares of the plan somebody wants to be told, and what was raised.
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/person.ts";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { AlertRules } from "./alert-rules.tsx";
import { Raised } from "./raised.tsx";

export function AlertsPage() {
  const t = useTexts("settings");
  const found = useQuery(read("GET /v1/usage/alerts"));
  // What costs are reckoned in; who may not read the rate card chooses from all there are.
  const rates = useQuery({ ...read("GET /v1/message-rates"), enabled: useMay("senders:read") });
  return (
    <PageFrame title={t("alerts.title")}>
      <Loaded query={found} height="20rem">
        {({ rules, alerts }) => (
          <>
            {/* Other rules are another form: what somebody else has saved meanwhile is not written over unseen. */}
            {rates.isPending && rates.isEnabled ? null : (
              <AlertRules key={JSON.stringify(rules)} rules={rules} rates={rates.data?.rates ?? []} />
            )}
            <Raised alerts={alerts} />
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

// What a workspace says of itself: its name and place, its brand, and rules of its own.
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Brand } from "./brand.tsx";
import { Place } from "./place.tsx";
import { placeOf } from "./place-form.ts";
import { Rules } from "./rules.tsx";

export function WorkspacePage() {
  const t = useTexts("settings");
  const found = useQuery(read("GET /v1/tenant"));
  return (
    <PageFrame title={t("workspace.title")}>
      <Loaded query={found} height="30rem">
        {/* Another state is another form: what somebody else has saved meanwhile is not written over unseen. */}
        {(tenant) => (
          <>
            <Place key={`place ${JSON.stringify(placeOf(tenant))}`} tenant={tenant} />
            <Brand key={`brand ${JSON.stringify(tenant.brand)}`} tenant={tenant} />
            <Rules key={`rules ${JSON.stringify(tenant.settings)}`} tenant={tenant} />
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

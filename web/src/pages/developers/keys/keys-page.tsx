// The API keys: what each may do, when it was last used, when it ends; made here, replaced and revoked.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ApiKeyCreated } from "@waypost/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/person.ts";
import { readPages } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { RecordList } from "../../../parts/record-list.tsx";
import { useRows } from "../../../parts/use-rows.ts";
import { CreateKey } from "./create-key.tsx";
import { useKeyColumns } from "./columns.tsx";
import { KeyDrawer } from "./key-drawer.tsx";
import { NewKey } from "./new-key.tsx";

export function KeysPage() {
  const t = useTexts("developers");
  const [isCreating, creating] = useDisclosure(false);
  const [made, setMade] = useState<ApiKeyCreated | null>(null);
  const open = useMay("keys:write") ? <Button onClick={creating.open}>{t("keys.create")}</Button> : null;
  return (
    <PageFrame fills title={t("keys.title")} actions={open}>
      <Keys onMade={setMade} />
      <CreateKey opened={isCreating} onClose={creating.close} onMade={setMade} />
      <NewKey made={made} onClose={() => setMade(null)} />
    </PageFrame>
  );
}

function Keys({ onMade }: { onMade(made: ApiKeyCreated): void }) {
  const t = useTexts("developers");
  const columns = useKeyColumns();
  const [openId, setOpenId] = useState<string>();
  const source = useRows(useInfiniteQuery(readPages("GET /v1/api-keys")));
  return (
    <>
      <RecordList
        label={t("keys.title")}
        {...{ columns, source, openId }}
        onOpen={({ id }) => setOpenId(id)}
        empty={<EmptyState title={t("keys.none")}>{t("keys.noneDetail")}</EmptyState>}
      />
      <KeyDrawer
        apiKey={source.rows.find(({ id }) => id === openId)}
        onMade={onMade}
        onClose={() => setOpenId(undefined)}
      />
    </>
  );
}

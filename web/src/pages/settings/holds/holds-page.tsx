// What has to be kept whatever the retention says: the legal holds in force and those that were.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { LegalHold } from "@waypost/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../../api/person.ts";
import { readPages } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { RecordList } from "../../../parts/record-list.tsx";
import { useRows } from "../../../parts/use-rows.ts";
import { useHoldColumns } from "./columns.tsx";
import { HoldDrawer } from "./hold-drawer.tsx";
import { PlaceHold } from "./place-hold.tsx";

export function HoldsPage() {
  const t = useTexts("settings");
  const [isPlacing, placing] = useDisclosure(false);
  const mayWrite = useMay("tenant:write");
  return (
    <PageFrame
      fills
      title={t("holds.title")}
      actions={mayWrite ? <Button onClick={placing.open}>{t("holds.place")}</Button> : null}
    >
      <Holds />
      {isPlacing ? <PlaceHold onClose={placing.close} /> : null}
    </PageFrame>
  );
}

function Holds() {
  const t = useTexts("settings");
  const [openId, setOpenId] = useState<string>();
  const columns = useHoldColumns();
  const source = useRows(useInfiniteQuery(readPages("GET /v1/legal-holds")));
  return (
    <>
      <RecordList
        label={t("holds.title")}
        columns={columns}
        source={source}
        openId={openId}
        onOpen={({ id }: LegalHold) => setOpenId(id)}
        empty={<EmptyState title={t("holds.none")}>{t("holds.noneDetail")}</EmptyState>}
      />
      <HoldDrawer hold={source.rows.find(({ id }) => id === openId)} onClose={() => setOpenId(undefined)} />
    </>
  );
}

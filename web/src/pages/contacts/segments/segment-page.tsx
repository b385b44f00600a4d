// One segment: its rule as a tree, and whom it finds while it is built.
import { Button, Group as Row, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Segment } from "@waypost/sdk";
import { useState } from "react";
import { read, useChange } from "../../../api/query.ts";
import { useMay } from "../../../api/person.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Beside } from "../../../parts/beside.tsx";
import { CopyAsCurl } from "../../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { tell, tellOutcome } from "../../../parts/tell.tsx";
import { TypedDeed } from "../../../parts/typed-deed.tsx";
import { Found } from "./found.tsx";
import { GroupEditor } from "./group-editor.tsx";
import classes from "./segments.module.css";
import { emptyTree, ruleOf, treeOf } from "./tree.ts";

const route = getRouteApi("/app/contacts/segments/$id");

export function SegmentPage() {
  const { id } = route.useParams();
  return id === "new" ? <Builder /> : <Existing id={id} />;
}

function Existing({ id }: { id: string }) {
  const found = useQuery(read("GET /v1/segments/{id}", { params: { id } }));
  return (
    <Loaded query={found} height="40vh">
      {(segment) => <Builder key={id} segment={segment} />}
    </Loaded>
  );
}

function Builder({ segment }: { segment?: Segment }) {
  const t = useTexts("contacts");
  const [name, setName] = useState(segment?.name ?? "");
  const [tree, setTree] = useState(() => (segment === undefined ? emptyTree : treeOf(segment.rule)));
  const rule = ruleOf(tree);
  const body = { name: name.trim(), rule: rule ?? { kind: "all" as const, of: [] } };
  const { keep, isPending, error } = useKeep(segment?.id);
  const mayWrite = useMay("contacts:write");
  return (
    <PageFrame
      title={segment?.name ?? t("segmentAdd")}
      actions={segment === undefined || !mayWrite ? null : <Remove segment={segment} />}
    >
      <Beside>
        <div className={classes["build"]}>
          <TextInput
            label={t("name")}
            dir="auto"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <GroupEditor group={tree} onChange={setTree} />
          {error === null ? null : <ErrorCard error={error} />}
          <Row>
            {mayWrite ? (
              <Button
                loading={isPending}
                disabled={rule === null || body.name === ""}
                onClick={() => void keep(body)}
              >
                {t("keep")}
              </Button>
            ) : null}
            <CopyAsCurl call={{ route: "POST /v1/segments/preview", body: { rule: body.rule } }} />
          </Row>
        </div>
        <Found rule={rule} exclude={segment?.exclude ?? null} />
      </Beside>
    </PageFrame>
  );
}

function useKeep(id: string | undefined) {
  const t = useTexts("contacts");
  const navigate = route.useNavigate();
  const create = useChange("POST /v1/segments");
  const update = useChange("PATCH /v1/segments/{id}");
  const keep = async (body: Parameters<typeof create.mutateAsync>[0]["body"]): Promise<void> => {
    const change =
      id === undefined ? create.mutateAsync({ body }) : update.mutateAsync({ params: { id }, body });
    const kept = await change.catch(() => null);
    if (kept === null) return;
    tell(t("kept"));
    if (id === undefined) await navigate({ to: "/contacts/segments" });
  };
  return { keep, isPending: create.isPending || update.isPending, error: create.error ?? update.error };
}

function Remove({ segment: { id, name } }: { segment: Segment }) {
  const t = useTexts("contacts");
  const navigate = route.useNavigate();
  const remove = useChange("DELETE /v1/segments/{id}");
  const run = async (): Promise<void> => {
    const removed = await tellOutcome(remove.mutateAsync({ params: { id } }), { tried: t("remove.action") });
    if (removed) await navigate({ to: "/contacts/segments" });
  };
  return (
    <TypedDeed
      button={{ loading: remove.isPending }}
      title={t("remove.title")}
      consequence={t("listGone")}
      word={name}
      action={t("remove.action")}
      onConfirm={() => void run()}
    />
  );
}

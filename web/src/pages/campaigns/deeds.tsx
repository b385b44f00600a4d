// What can be done with a campaign: paused, gone on with, ended, copied, approved, thrown away.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { tellFailure, tellOutcome } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";
import { copyOf } from "./copy-of.ts";
import type { Campaign } from "./figures.ts";
import { PauseOrResume } from "./moves.tsx";

type DeedProps = { campaign: Campaign };

export function CampaignDeeds({ campaign }: DeedProps) {
  const { id, status } = campaign;
  const [mayWrite, mayLaunch] = [useMay("campaigns:write"), useMay("campaigns:launch")];
  const isUnderWay = status === "running" || status === "paused" || status === "scheduled";
  return (
    <>
      <PauseOrResume {...{ id, status }} />
      {mayLaunch && isUnderWay ? <End campaign={campaign} /> : null}
      {mayLaunch && status === "draft" && campaign.approved_by === null ? <Approve id={id} /> : null}
      {mayWrite ? <Duplicate campaign={campaign} /> : null}
      {mayWrite && status === "draft" ? <ThrowAway id={id} /> : null}
      <CopyAsCurl call={{ route: "GET /v1/campaigns/{id}", params: { id } }} />
    </>
  );
}

function End({ campaign: { id, name } }: DeedProps) {
  const t = useTexts("campaigns");
  const cancel = useChange("POST /v1/campaigns/{id}/cancel");
  const said = { tried: t("end.action"), done: t("end.done") };
  return (
    <TypedDeed
      button={{ loading: cancel.isPending }}
      title={t("end.title")}
      consequence={t("end.consequence")}
      word={name}
      action={t("end.action")}
      onConfirm={() => void tellOutcome(cancel.mutateAsync({ params: { id } }), said)}
    />
  );
}

function Approve({ id }: { id: string }) {
  const t = useTexts("campaigns");
  const approve = useChange("POST /v1/campaigns/{id}/approve");
  const said = { tried: t("approve.action"), done: t("approve.done") };
  return (
    <Button
      variant="default"
      loading={approve.isPending}
      onClick={() => void tellOutcome(approve.mutateAsync({ params: { id } }), said)}
    >
      {t("approve.action")}
    </Button>
  );
}

function Duplicate({ campaign }: DeedProps) {
  const t = useTexts("campaigns");
  const navigate = useNavigate();
  const create = useChange("POST /v1/campaigns");
  const run = async (): Promise<void> => {
    try {
      const body = copyOf(campaign, t("copyName", { name: campaign.name }));
      const { id } = await create.mutateAsync({ body });
      await navigate({ to: "/campaigns/new", search: { campaign: id } });
    } catch (error) {
      tellFailure(t("duplicate"), error);
    }
  };
  return (
    <Button variant="default" loading={create.isPending} onClick={() => void run()}>
      {t("duplicate")}
    </Button>
  );
}

/** A draft was never sent to anybody. */
function ThrowAway({ id }: { id: string }) {
  const t = useTexts("campaigns");
  const navigate = useNavigate();
  const remove = useChange("DELETE /v1/campaigns/{id}");
  const run = async (): Promise<void> => {
    const said = { tried: t("throwAway"), done: t("thrownAway") };
    if (await tellOutcome(remove.mutateAsync({ params: { id } }), said)) await navigate({ to: "/campaigns" });
  };
  return (
    <Button variant="default" loading={remove.isPending} onClick={() => void run()}>
      {t("throwAway")}
    </Button>
  );
}

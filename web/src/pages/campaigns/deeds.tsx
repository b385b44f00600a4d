// What can be done with a campaign: paused, gone on with, ended, copied, approved, thrown away.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { tell, tellFailure } from "../../parts/tell.tsx";
import { TypedConfirmation } from "../../parts/typed-confirmation.tsx";
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
  const [asked, asking] = useDisclosure(false);
  const cancel = useChange("POST /v1/campaigns/{id}/cancel");
  const run = async (): Promise<void> => {
    asking.close();
    await cancel.mutateAsync({ params: { id } }).then(
      () => tell(t("end.done")),
      (error: Error) => tellFailure(t("end.action"), error.message),
    );
  };
  return (
    <>
      <Button variant="default" onClick={asking.open} loading={cancel.isPending}>
        {t("end.action")}
      </Button>
      <TypedConfirmation
        opened={asked}
        title={t("end.title")}
        consequence={t("end.consequence")}
        word={name}
        action={t("end.action")}
        onConfirm={() => void run()}
        onClose={asking.close}
      />
    </>
  );
}

function Approve({ id }: { id: string }) {
  const t = useTexts("campaigns");
  const approve = useChange("POST /v1/campaigns/{id}/approve");
  const run = (): void => {
    approve.mutateAsync({ params: { id } }).then(
      () => tell(t("approve.done")),
      (error: Error) => tellFailure(t("approve.action"), error.message),
    );
  };
  return (
    <Button variant="default" loading={approve.isPending} onClick={run}>
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
      tellFailure(t("duplicate"), error instanceof Error ? error.message : "");
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
    try {
      await remove.mutateAsync({ params: { id } });
      tell(t("thrownAway"));
      await navigate({ to: "/campaigns" });
    } catch (error) {
      tellFailure(t("throwAway"), error instanceof Error ? error.message : "");
    }
  };
  return (
    <Button variant="default" loading={remove.isPending} onClick={() => void run()}>
      {t("throwAway")}
    </Button>
  );
}

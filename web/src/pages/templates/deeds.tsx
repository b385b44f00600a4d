// What can be done with a template: handed to review, judged by a second person, let go on, deleted.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Template } from "@waypost/sdk";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { tellOutcome } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";

type DeedProps = { template: Template };

export function TemplateDeeds({ template }: DeedProps) {
  const [mayWrite, mayApprove] = [useMay("templates:write"), useMay("templates:approve")];
  const { status, version, live_version: live, review } = template;
  return (
    <>
      {mayApprove && review?.state === "waiting" ? <Judge template={template} /> : null}
      {mayWrite && version !== live && status !== "PENDING" ? <Submit template={template} /> : null}
      {mayWrite && status === "PAUSED" ? <Unpause template={template} /> : null}
      {mayWrite ? <Remove template={template} /> : null}
    </>
  );
}

function Submit({ template: { id } }: DeedProps) {
  const t = useTexts("templates");
  const { mutateAsync, isPending } = useChange("POST /v1/templates/{id}/submit");
  const run = (): void =>
    void tellOutcome(mutateAsync({ params: { id } }), { tried: t("submit"), done: t("submitted") });
  return (
    <Button loading={isPending} onClick={run}>
      {t("submit")}
    </Button>
  );
}

function Unpause({ template: { id } }: DeedProps) {
  const t = useTexts("templates");
  const { mutateAsync, isPending } = useChange("POST /v1/templates/{id}/unpause");
  const run = (): void =>
    void tellOutcome(mutateAsync({ params: { id } }), { tried: t("unpause"), done: t("unpaused") });
  return (
    <Button variant="default" loading={isPending} onClick={run}>
      {t("unpause")}
    </Button>
  );
}

/** The version is named: nobody approves what was changed while they read. */
function Judge({ template: { id, version } }: DeedProps) {
  const t = useTexts("templates");
  const approve = useChange("POST /v1/templates/{id}/approve");
  const reject = useChange("POST /v1/templates/{id}/reject");
  const given = { params: { id }, body: { version } };
  const yes = (): void =>
    void tellOutcome(approve.mutateAsync(given), { tried: t("approve"), done: t("approved") });
  const no = (): void =>
    void tellOutcome(reject.mutateAsync(given), { tried: t("reject"), done: t("rejected") });
  return (
    <>
      <Button loading={approve.isPending} onClick={yes}>
        {t("approve")}
      </Button>
      <Button variant="default" loading={reject.isPending} onClick={no}>
        {t("reject")}
      </Button>
    </>
  );
}

function Remove({ template: { id, name } }: DeedProps) {
  const t = useTexts("templates");
  const navigate = useNavigate();
  const remove = useChange("DELETE /v1/templates/{id}");
  const run = async (): Promise<void> => {
    const said = { tried: t("remove"), done: t("removed") };
    if (await tellOutcome(remove.mutateAsync({ params: { id } }), said)) await navigate({ to: "/templates" });
  };
  return (
    <TypedDeed
      button={{ loading: remove.isPending }}
      title={t("removeTitle")}
      consequence={t("removeConsequence")}
      word={name}
      action={t("remove")}
      onConfirm={() => void run()}
    />
  );
}

// What can be done with a template: handed to review, judged by a second person, let go on, deleted.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import type { Template } from "@waypost/sdk";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { tell, tellFailure } from "../../parts/tell.tsx";
import { TypedConfirmation } from "../../parts/typed-confirmation.tsx";

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
  const run = (): void => told(mutateAsync({ params: { id } }), { label: t("submit"), done: t("submitted") });
  return (
    <Button loading={isPending} onClick={run}>
      {t("submit")}
    </Button>
  );
}

function Unpause({ template: { id } }: DeedProps) {
  const t = useTexts("templates");
  const { mutateAsync, isPending } = useChange("POST /v1/templates/{id}/unpause");
  const run = (): void => told(mutateAsync({ params: { id } }), { label: t("unpause"), done: t("unpaused") });
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
  return (
    <>
      <Button
        loading={approve.isPending}
        onClick={() => told(approve.mutateAsync(given), { label: t("approve"), done: t("approved") })}
      >
        {t("approve")}
      </Button>
      <Button
        variant="default"
        loading={reject.isPending}
        onClick={() => told(reject.mutateAsync(given), { label: t("reject"), done: t("rejected") })}
      >
        {t("reject")}
      </Button>
    </>
  );
}

function Remove({ template: { id, name } }: DeedProps) {
  const t = useTexts("templates");
  const navigate = useNavigate();
  const [asked, asking] = useDisclosure(false);
  const remove = useChange("DELETE /v1/templates/{id}");
  const run = (): void => {
    asking.close();
    const gone = remove.mutateAsync({ params: { id } }).then(() => navigate({ to: "/templates" }));
    told(gone, { label: t("remove"), done: t("removed") });
  };
  return (
    <>
      <Button variant="default" loading={remove.isPending} onClick={asking.open}>
        {t("remove")}
      </Button>
      <TypedConfirmation
        opened={asked}
        title={t("removeTitle")}
        consequence={t("removeConsequence")}
        word={name}
        action={t("remove")}
        onConfirm={run}
        onClose={asking.close}
      />
    </>
  );
}

function told(change: Promise<unknown>, { label, done }: { label: string; done: string }): void {
  change.then(
    () => tell(done),
    (error: Error) => tellFailure(label, error.message),
  );
}

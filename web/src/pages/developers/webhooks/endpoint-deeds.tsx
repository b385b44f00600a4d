// What can be done with an endpoint: try it, pause it, change it, replace its secret, delete it.
import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { WebhookEndpoint, WebhookEndpointCreated } from "@waypost/sdk";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { tell, tellFailure, tellWithUndo } from "../../../parts/tell.tsx";
import { TypedConfirmation } from "../../../parts/typed-confirmation.tsx";
import { EndpointForm } from "./endpoint-form.tsx";

type EndpointDeedsProps = { endpoint: WebhookEndpoint; onMade(made: WebhookEndpointCreated): void };

export function EndpointDeeds({ endpoint, onMade }: EndpointDeedsProps) {
  const t = useTexts("developers");
  const [isChanging, changing] = useDisclosure(false);
  return (
    <>
      <TestButton id={endpoint.id} />
      <Button variant="default" onClick={changing.open}>
        {t("hooks.change")}
      </Button>
      <Others endpoint={endpoint} onMade={onMade} />
      {isChanging ? <EndpointForm opened onClose={changing.close} {...{ endpoint, onMade }} /> : null}
    </>
  );
}

function TestButton({ id }: { id: string }) {
  const t = useTexts("developers");
  const navigate = useNavigate();
  const test = useChange("POST /v1/webhook-endpoints/{id}/test");
  const run = async (): Promise<void> => {
    const done = await test.mutateAsync({ params: { id }, body: {} }).catch((error: Error) => error);
    if (done instanceof Error) return tellFailure(t("hooks.testFailed"), done);
    await navigate({ to: "/developers/webhooks/$id", params: { id }, search: { delivery: done.id } });
  };
  return (
    <Button loading={test.isPending} onClick={() => void run()}>
      {t("hooks.test")}
    </Button>
  );
}

function Others({ endpoint: { id, url, state }, onMade }: EndpointDeedsProps) {
  const t = useTexts("developers");
  const navigate = useNavigate();
  const change = useChange("PATCH /v1/webhook-endpoints/{id}");
  const rotate = useChange("POST /v1/webhook-endpoints/{id}/rotate");
  const remove = useChange("DELETE /v1/webhook-endpoints/{id}");
  const [isDeleting, deleting] = useDisclosure(false);
  const failed = (error: Error): void => tellFailure(t("failed"), error);
  const set = (next: "enabled" | "paused") => change.mutateAsync({ params: { id }, body: { state: next } });
  const pause = (): void =>
    void set("paused").then(
      () => tellWithUndo(t("hooks.paused"), t("undo"), () => void set("enabled").catch(failed)),
      failed,
    );
  const replace = (): void => void rotate.mutateAsync({ params: { id }, body: {} }).then(onMade, failed);
  const end = (): void =>
    void remove.mutateAsync({ params: { id } }).then(async () => {
      tell(t("hooks.deleted"));
      await navigate({ to: "/developers/webhooks" });
    }, failed);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">{t("hooks.others")}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {state === "enabled" ? <Menu.Item onClick={pause}>{t("hooks.pause")}</Menu.Item> : null}
          <Menu.Item onClick={replace}>{t("hooks.rotate")}</Menu.Item>
          <Menu.Item onClick={deleting.open}>{t("hooks.delete")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <TypedConfirmation
        opened={isDeleting}
        title={t("hooks.deleteTitle")}
        consequence={t("hooks.deleteWhat")}
        word={new URL(url).hostname}
        action={t("hooks.delete")}
        onConfirm={end}
        onClose={deleting.close}
      />
    </>
  );
}

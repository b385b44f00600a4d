// Tells an endpoint again what it missed in a span of time.
import { Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReplayWebhooks } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { tell } from "../../../parts/tell.tsx";

type ReplaySpanProps = { endpoint: string; opened: boolean; onClose(): void };

export function ReplaySpan({ endpoint, opened, onClose }: ReplaySpanProps) {
  const t = useTexts("developers");
  const language = useLanguage();
  const replay = useChange("POST /v1/webhook-deliveries/replay");
  const form = useForm({
    initialValues: { since: "", until: "", again: false },
    validate: { since: (since) => (since === "" ? t("deliveries.sinceMissing") : null) },
  });
  const { since, until, again } = form.values;
  const body: ReplayWebhooks = {
    endpoint,
    ...(since === "" ? {} : { since: instantOf(since) }),
    ...(until === "" ? {} : { until: instantOf(until) }),
    ...(again ? { include_delivered: true } : {}),
  };
  const submit = form.onSubmit(async () => {
    const count = await replayAll(body, (some) => replay.mutateAsync({ body: some })).catch(() => null);
    if (count === null) return;
    tell(t("deliveries.replayedSpan", { n: formatNumber(count, language) }));
    onClose();
  });
  return (
    <ModalForm
      {...{ opened, onClose, isPending: replay.isPending, error: replay.error }}
      title={t("deliveries.replaySpan")}
      action={t("deliveries.replay")}
      call={{ route: "POST /v1/webhook-deliveries/replay", body }}
      onSubmit={submit}
    >
      <TextInput
        type="datetime-local"
        label={t("deliveries.since")}
        data-autofocus
        {...form.getInputProps("since")}
      />
      <TextInput
        type="datetime-local"
        label={t("deliveries.until")}
        description={t("deliveries.untilHint")}
        {...form.getInputProps("until")}
      />
      <Checkbox label={t("deliveries.again")} {...form.getInputProps("again", { type: "checkbox" })} />
    </ModalForm>
  );
}

/** The API takes so many in one call, and says where to go on. */
async function replayAll(
  body: ReplayWebhooks,
  ask: (body: ReplayWebhooks) => Promise<{ replayed: number; next_since: string | null }>,
): Promise<number> {
  let count = 0;
  for (let since = body.since; ;) {
    const { replayed, next_since: next } = await ask(since === undefined ? body : { ...body, since });
    count += replayed;
    if (next === null || next === since) return count;
    since = next;
  }
}

/** Of the reader's own clock. */
function instantOf(local: string): string {
  return new Date(local).toISOString();
}

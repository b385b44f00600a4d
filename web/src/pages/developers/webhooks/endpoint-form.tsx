// Makes a webhook endpoint or changes one: where to, which events, what goes along.
import { Checkbox, NumberInput, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { CreateWebhookEndpoint, WebhookEndpoint, WebhookEndpointCreated } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { EventChoice } from "./event-choice.tsx";
import { headersIn } from "./filters.ts";

type EndpointFormProps = {
  opened: boolean;
  onClose(): void;
  onMade(made: WebhookEndpointCreated): void;
  /** The one that is changed; a new one when left out. */
  endpoint?: WebhookEndpoint;
};

export function EndpointForm({ opened, onClose, onMade, endpoint }: EndpointFormProps) {
  const t = useTexts("developers");
  const create = useChange("POST /v1/webhook-endpoints");
  const change = useChange("PATCH /v1/webhook-endpoints/{id}");
  const form = useEndpointForm(endpoint);
  const body = bodyOf(form.values);
  const params = { id: endpoint?.id ?? "" };
  const call = endpoint ? { route: "PATCH /v1/webhook-endpoints/{id}", params, body } : newCall(body);
  const submit = form.onSubmit(async () => {
    const made = await (endpoint ? change.mutateAsync({ params, body }) : create.mutateAsync({ body })).catch(
      () => null,
    );
    if (made === null) return;
    onClose();
    if (isCreated(made)) onMade(made);
  });
  return (
    <ModalForm
      {...{ opened, onClose, call, onSubmit: submit }}
      isPending={create.isPending || change.isPending}
      error={create.error ?? change.error}
      title={t(endpoint ? "hooks.change" : "hooks.create")}
      action={t(endpoint ? "save" : "hooks.createAction")}
    >
      <TextInput
        label={t("hooks.url")}
        type="url"
        dir="ltr"
        data-autofocus
        placeholder={exampleUrl}
        {...form.getInputProps("url")}
      />
      <TextInput label={t("hooks.description")} dir="auto" {...form.getInputProps("description")} />
      <EventChoice chosen={form.values.events} onChange={(events) => form.setFieldValue("events", events)} />
      <SegmentedControl
        aria-label={t("hooks.payload")}
        data={(["thin", "full", "twilio"] as const).map((value) => ({ value, label: t(`payload.${value}`) }))}
        {...form.getInputProps("payload")}
      />
      <Checkbox label={t("hooks.ordered")} {...form.getInputProps("ordered", { type: "checkbox" })} />
      <Checkbox
        label={t("hooks.asymmetric")}
        {...form.getInputProps("asymmetric_signature", { type: "checkbox" })}
      />
      <Textarea
        label={t("hooks.headers")}
        description={endpoint ? t("hooks.headersKept") : t("hooks.headersHint")}
        dir="ltr"
        autosize
        {...form.getInputProps("headers")}
      />
      <NumberInput
        label={t("hooks.throttle")}
        min={1}
        allowDecimal={false}
        hideControls
        {...form.getInputProps("throttle")}
      />
    </ModalForm>
  );
}

/** A change shows no secret. */
function isCreated(made: WebhookEndpoint | WebhookEndpointCreated): made is WebhookEndpointCreated {
  return "secret" in made;
}

function newCall(body: CreateWebhookEndpoint) {
  return { route: "POST /v1/webhook-endpoints", body };
}

const exampleUrl = "https://example.com/waypost";

type Wanted = {
  url: string;
  description: string;
  events: string[];
  payload: WebhookEndpoint["payload"];
  ordered: boolean;
  asymmetric_signature: boolean;
  headers: string;
  throttle: number | string;
};

function useEndpointForm(endpoint: WebhookEndpoint | undefined) {
  const t = useTexts("developers");
  const initialValues: Wanted = {
    url: endpoint?.url ?? "",
    description: endpoint?.description ?? "",
    events: endpoint?.events ?? ["*"],
    payload: endpoint?.payload ?? "thin",
    ordered: endpoint?.ordered ?? false,
    asymmetric_signature: endpoint?.asymmetric_signature ?? false,
    headers: "",
    throttle: endpoint?.throttle ?? "",
  };
  return useForm({
    initialValues,
    validate: {
      url: (url) => (URL.canParse(url) ? null : t("hooks.urlWrong")),
      headers: (text) => (headersIn(text) === null ? t("hooks.headersWrong") : null),
    },
  });
}

/** Headers that are kept are not shown again, and go on as they are when none are given. */
function bodyOf({ url, description, events, headers, throttle, ...rest }: Wanted): CreateWebhookEndpoint {
  const named = headersIn(headers) ?? {};
  return {
    url,
    events: events.length === 0 ? ["*"] : events,
    ...rest,
    ...(description.trim() === "" ? {} : { description: description.trim() }),
    ...(Object.keys(named).length === 0 ? {} : { headers: named }),
    ...(typeof throttle === "number" ? { throttle } : {}),
  };
}

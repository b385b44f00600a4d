// Places a legal hold: on everything, or on what was exchanged with one number.
import { NativeSelect, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { tell } from "../../../parts/tell.tsx";

const kinds = ["number", "everything"] as const;

type Wanted = { kind: (typeof kinds)[number]; phone: string; reason: string };

const reasonMax = 500;

/** Mounted with each opening, so that it begins empty. */
export function PlaceHold({ onClose }: { onClose(): void }) {
  const t = useTexts("settings");
  const place = useChange("POST /v1/legal-holds");
  const form = useHoldForm();
  const { kind, phone, reason } = form.values;
  const body = { ...(kind === "number" ? { phone: phone.trim() } : {}), reason: reason.trim() };
  const submit = form.onSubmit(async () => {
    if ((await place.mutateAsync({ body }).catch(() => null)) === null) return;
    tell(t("holds.placed"));
    onClose();
  });
  return (
    <ModalForm
      {...{ opened: true, onClose, isPending: place.isPending, error: place.error }}
      title={t("holds.place")}
      action={t("holds.placeAction")}
      call={{ route: "POST /v1/legal-holds", body }}
      onSubmit={submit}
    >
      <Text size="sm">{t("holds.why")}</Text>
      <NativeSelect
        label={t("holds.whose")}
        data={kinds.map((value) => ({ value, label: t(`holdOf.${value}`) }))}
        {...form.getInputProps("kind")}
      />
      {kind === "number" ? (
        <TextInput
          type="tel"
          label={t("holds.number")}
          dir="ltr"
          data-autofocus
          {...form.getInputProps("phone")}
        />
      ) : null}
      <Textarea
        label={t("holds.reason")}
        description={t("holds.reasonHint")}
        autosize
        maxLength={reasonMax}
        dir="auto"
        {...form.getInputProps("reason")}
      />
    </ModalForm>
  );
}

function useHoldForm() {
  const t = useTexts("settings");
  return useForm<Wanted>({
    initialValues: { kind: "number", phone: "", reason: "" },
    validate: {
      // Which numbers there are is the API's to say.
      phone: (phone, { kind }) => (kind === "number" && !/\d/.test(phone) ? t("holds.numberWrong") : null),
      reason: (reason) => (reason.trim() === "" ? t("holds.reasonMissing") : null),
    },
  });
}

// Eight characters to type on the phone, for who cannot point its camera at this screen.
import { Button, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { CopyText } from "../../../parts/copy-text.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import classes from "./pairing.module.css";

export function PairingCode({ id }: { id: string }) {
  const t = useTexts("senders");
  const ask = useChange("POST /v1/senders/{id}/session/pairing-code");
  const form = useForm({ initialValues: { phone: "" } });
  const code = ask.data?.code;
  return (
    <form
      className={classes["typed"]}
      onSubmit={form.onSubmit(({ phone }) =>
        ask.mutate({ params: { id }, body: { phone: phone.replaceAll(/[\s().-]/g, "") } }),
      )}
    >
      <TextInput
        label={t("pairing.phone")}
        description={t("pairing.phoneHint")}
        type="tel"
        dir="ltr"
        required
        {...form.getInputProps("phone")}
      />
      <Button type="submit" loading={ask.isPending}>
        {t("pairing.ask")}
      </Button>
      {ask.error === null ? null : <ErrorCard error={ask.error} />}
      {code === undefined ? null : (
        <div role="status">
          <bdi dir="ltr" className={classes["letters"]}>
            {`${code.slice(0, 4)}-${code.slice(4)}`}
          </bdi>
          <CopyText text={code} />
          <Text size="sm">{t("pairing.typeWhere")}</Text>
        </div>
      )}
    </form>
  );
}

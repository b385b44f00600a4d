// Setting up an authenticator: a picture to be scanned, or its letters to be typed, and the first code to prove it.
import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import type { TotpSetUp } from "@waypost/contract";
import { useState } from "react";
import { useOwnChange } from "../../../api/person-routes.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { CopyText } from "../../../parts/copy-text.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import classes from "../settings.module.css";

type EnrolmentProps = {
  setUp: TotpSetUp | null;
  onClose(): void;
  onCodes(codes: readonly string[]): void;
};

export function Enrolment({ setUp, onClose, onCodes }: EnrolmentProps) {
  const t = useTexts("settings");
  return (
    <Modal
      opened={setUp !== null}
      onClose={onClose}
      title={t("totp.begin")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {setUp === null ? null : <FirstCode setUp={setUp} onCodes={onCodes} />}
    </Modal>
  );
}

function FirstCode({ setUp, onCodes }: { setUp: TotpSetUp; onCodes(codes: readonly string[]): void }) {
  const t = useTexts("settings");
  const confirm = useOwnChange("POST /v1/me/totp/confirm");
  const [code, setCode] = useState("");
  const submit = async (): Promise<void> => {
    const done = await confirm.mutateAsync({ body: { code: code.replaceAll(" ", "") } }).catch(() => null);
    if (done !== null) onCodes(done.recovery_codes);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack>
        <Text size="sm">{t("totp.scan")}</Text>
        {/* As an image, what is in the picture can run nothing. */}
        <img
          className={classes["qr"]}
          alt={t("totp.picture")}
          src={`data:image/svg+xml;utf8,${encodeURIComponent(setUp.qr_svg)}`}
        />
        <Text size="sm" component="div">
          {t("totp.type")} <CopyText text={setUp.secret} />
        </Text>
        <TextInput
          label={t("totp.first")}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          data-autofocus
          value={code}
          onChange={({ currentTarget: { value } }) => setCode(value)}
        />
        {confirm.error === null ? null : <ErrorCard error={confirm.error} />}
        <Button type="submit" loading={confirm.isPending}>
          {t("totp.confirm")}
        </Button>
      </Stack>
    </form>
  );
}

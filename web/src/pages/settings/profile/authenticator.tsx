// The second factor: whether there is one, setting it up by a picture, its recovery codes, and removing it.
import { Button, Group, Text } from "@mantine/core";
import type { TotpSetUp } from "@waypost/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useOwnChange } from "../../../api/person-routes.ts";
import { me, usePerson } from "../../../api/person.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { ShownOnce } from "../../../parts/shown-once.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import { tell, tellFailure } from "../../../parts/tell.tsx";
import { TypedDeed } from "../../../parts/typed-deed.tsx";
import { Enrolment } from "./enrolment.tsx";

export function Authenticator() {
  const t = useTexts("settings");
  const client = useQueryClient();
  const { two_factor: has } = usePerson();
  const [setUp, setSetUp] = useState<TotpSetUp | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const keep = (shown: readonly string[]): void => {
    setSetUp(null);
    setCodes(shown);
    void client.invalidateQueries({ queryKey: me.queryKey });
  };
  return (
    <Panel
      title={t("totp.title")}
      actions={<StatusChip tone={has ? "good" : "quiet"}>{t(has ? "totp.on" : "totp.off")}</StatusChip>}
    >
      <Text size="sm">{t("totp.why")}</Text>
      {has ? <Kept onCodes={keep} /> : <Begin onSetUp={setSetUp} />}
      <Enrolment setUp={setUp} onClose={() => setSetUp(null)} onCodes={keep} />
      <ShownOnce
        secret={codes?.join("  ") ?? null}
        title={t("totp.codes")}
        hint={t("totp.codesHint")}
        done={t("totp.kept")}
        onClose={() => setCodes(null)}
      />
    </Panel>
  );
}

function Begin({ onSetUp }: { onSetUp(setUp: TotpSetUp): void }) {
  const t = useTexts("settings");
  const begin = useOwnChange("POST /v1/me/totp");
  const run = (): void =>
    void begin.mutateAsync({}).then(onSetUp, (error: Error) => tellFailure(t("failed"), error));
  return (
    <Group>
      <Button loading={begin.isPending} onClick={run}>
        {t("totp.begin")}
      </Button>
    </Group>
  );
}

function Kept({ onCodes }: { onCodes(codes: readonly string[]): void }) {
  const t = useTexts("settings");
  const client = useQueryClient();
  const { recovery_codes_left: left } = usePerson();
  const renew = useOwnChange("POST /v1/me/recovery-codes");
  const remove = useOwnChange("DELETE /v1/me/totp");
  const failed = (error: Error): void => tellFailure(t("failed"), error);
  const renewAll = (): void =>
    void renew.mutateAsync({}).then(({ recovery_codes: codes }) => onCodes(codes), failed);
  const end = (): void =>
    void remove.mutateAsync({}).then((person) => {
      client.setQueryData(me.queryKey, person);
      tell(t("totp.removed"));
    }, failed);
  return (
    <>
      <Text size="sm">{t("totp.left", { n: left })}</Text>
      <Group>
        <Button variant="default" loading={renew.isPending} onClick={renewAll}>
          {t("totp.renew")}
        </Button>
        <TypedDeed
          button={{ loading: remove.isPending }}
          title={t("totp.remove")}
          consequence={t("totp.removeWhat")}
          word={t("totp.word")}
          action={t("totp.remove")}
          onConfirm={end}
        />
      </Group>
    </>
  );
}

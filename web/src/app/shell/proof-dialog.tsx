// Asks for the password, or a code where there is an authenticator, before what is grave.
import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callGate } from "../../api/gates.ts";
import { me, usePerson } from "../../api/person.ts";
import type { Asked } from "../../api/proof.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";

export function ProofDialog({ onSettle }: { onSettle: Asked }) {
  const t = useTexts("proof");
  const client = useQueryClient();
  const { two_factor: byCode } = usePerson();
  const [typed, setTyped] = useState("");
  const proof = useMutation({
    mutationFn: () =>
      callGate("POST /v1/auth/prove", byCode ? { code: typed.replaceAll(" ", "") } : { password: typed }),
    onSuccess: (person) => {
      client.setQueryData(me.queryKey, person);
      onSettle(true);
    },
  });
  const field = {
    value: typed,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setTyped(event.currentTarget.value),
    required: true,
    "data-autofocus": true,
  };
  return (
    <Modal
      opened
      onClose={() => onSettle(false)}
      title={t("title")}
      zIndex={400}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          proof.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t("why")}</Text>
          {byCode ? (
            <TextInput label={t("code")} autoComplete="one-time-code" inputMode="numeric" {...field} />
          ) : (
            <PasswordInput
              label={t("password")}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ "aria-label": t("show") }}
              {...field}
            />
          )}
          {proof.error === null ? null : <ErrorCard error={proof.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => onSettle(false)}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={proof.isPending}>
              {t("action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

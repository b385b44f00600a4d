// A last question for what cannot be undone: who means it types the name of the thing.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../i18n/texts.ts";

export type TypedConfirmationProps = {
  opened: boolean;
  title: string;
  /** What will happen, in a sentence. */
  consequence: string;
  /** What is to be typed, letter by letter. */
  word: string;
  /** What the button says: the deed itself, not "OK". */
  action: string;
  onConfirm(): void;
  onClose(): void;
};

export function TypedConfirmation(props: TypedConfirmationProps) {
  const { opened, title, onClose } = props;
  const t = useTexts("parts");
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <Question {...props} />
    </Modal>
  );
}

/** Mounted with each opening, so that it begins empty. */
function Question({ consequence, word, action, onConfirm, onClose }: TypedConfirmationProps) {
  const t = useTexts("parts");
  const [typed, setTyped] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === word) onConfirm();
      }}
    >
      <Stack>
        <Text size="sm">{consequence}</Text>
        <TextInput
          label={t("confirm.type", { word })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
          dir="auto"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" color="red.9" disabled={typed !== word}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

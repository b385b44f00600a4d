// A button that asks for a file.
import { Button, type ButtonProps } from "@mantine/core";
import { useRef } from "react";

type ChooseFileProps = {
  label: string;
  /** Endings and types, as a browser's own field takes them. */
  accept: string;
  button?: ButtonProps;
  onChoose(file: File): void;
};

export function ChooseFile({ label, accept, button, onChoose }: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? [];
          if (chosen !== undefined) onChoose(chosen);
          // The same file may be chosen again once it was mended.
          currentTarget.value = "";
        }}
      />
      <Button {...button} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}

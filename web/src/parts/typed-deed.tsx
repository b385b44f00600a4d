// A button for what cannot be undone: before it does it, it asks for the name of the thing, letter by letter.
import { Button, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { TypedConfirmation, type TypedConfirmationProps } from "./typed-confirmation.tsx";

export type TypedDeedProps = Omit<TypedConfirmationProps, "opened" | "onClose"> & {
  /** How the button looks, and whether it is at work. */
  button?: ButtonProps;
};

export function TypedDeed({ button, onConfirm, ...question }: TypedDeedProps) {
  const [isAsking, asking] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...button} onClick={asking.open}>
        {question.action}
      </Button>
      <TypedConfirmation
        {...question}
        opened={isAsking}
        onConfirm={() => {
          asking.close();
          onConfirm();
        }}
        onClose={asking.close}
      />
    </>
  );
}

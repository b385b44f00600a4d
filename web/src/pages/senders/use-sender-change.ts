// Changing a sender in a dialog: what the dialog shows of it, and its end when the change is made.
import type { Body } from "@waypost/sdk";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import type { ModalFormProps } from "../../parts/modal-form.tsx";
import { tell } from "../../parts/tell.tsx";

type SenderChange = {
  dialog: Omit<ModalFormProps, "title" | "onSubmit" | "children">;
  /** False when it was refused, which the dialog shows. */
  save(): Promise<boolean>;
};

/** `body` is what would be changed as the dialog is filled in now. */
export function useSenderChange(
  id: string,
  body: Body<"PATCH /v1/senders/{id}">,
  onClose: () => void,
): SenderChange {
  const t = useTexts("senders");
  const { mutateAsync, isPending, error } = useChange("PATCH /v1/senders/{id}");
  const given = { params: { id }, body };
  const call = { route: "PATCH /v1/senders/{id}", ...given };
  return {
    dialog: { opened: true, action: t("save"), call, isPending, error, onClose },
    save: async () => {
      if ((await mutateAsync(given).catch(() => null)) === null) return false;
      tell(t("saved"));
      onClose();
      return true;
    },
  };
}

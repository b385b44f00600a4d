// The refusal of what a template cannot do as it is.

import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";

export function wrongState({ id }: { id: string }, why: string): AppError {
  return new AppError(
    "template_wrong_state",
    `The template ${presentId("tpl", id)} cannot do this now. ${why}`,
  );
}

// The body of every error answer: RFC 9457 problem details with what a caller needs to decide about a retry.

import Type from "typebox";
import { closed } from "../json-schema.ts";

export const fieldError = closed({ path: Type.String(), message: Type.String() }, { title: "FieldError" });

export const problem = closed(
  {
    type: Type.String({ description: "Where the code is explained." }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String(),
    code: Type.String({
      description: "A code of the error dictionary, explained at /v1/errors/{code}.",
    }),
    request_id: Type.String(),
    retryable: Type.Boolean(),
    maybe_sent: Type.Boolean({
      description: "True when a message may have left in spite of the error.",
    }),
    errors: Type.Optional(Type.Array(fieldError)),
  },
  { title: "Problem" },
);

export type Problem = Type.Static<typeof problem>;

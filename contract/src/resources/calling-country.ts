// The country a phone number is counted under.

import Type from "typebox";
import { nullable } from "../json-schema.ts";

export const callingCountry = nullable(
  Type.String({ description: "ISO 3166, by the calling code. US stands for all of +1." }),
);

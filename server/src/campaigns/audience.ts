// Whom a campaign names: presented ids as people write them, and the same for the room that knows how to find them.

import { AppError } from "../kernel/errors.ts";
import { type IdPrefix, parseId } from "../kernel/ids.ts";
import type { Audience } from "./campaign.ts";

/** In uuids, as the audience room asks for it. */
export type AudiencePart = {
  lists?: readonly string[];
  segments?: readonly string[];
  tags?: readonly string[];
  everyone?: true;
};
export type Whom = AudiencePart & { exclude?: AudiencePart };

/** Throws for an id that is none. */
export function whomOf({ exclude, everyone, ...include }: Audience): Whom {
  return {
    ...partOf(include, "/audience"),
    ...(everyone === undefined ? {} : { everyone }),
    ...(exclude === undefined ? {} : { exclude: partOf(exclude, "/audience/exclude") }),
  };
}

type Named = Pick<Audience, "list" | "segment" | "tag">;

function partOf({ list, segment, tag }: Named, path: string): AudiencePart {
  return {
    ...(list === undefined ? {} : { lists: idsIn("lst", list, `${path}/list`) }),
    ...(segment === undefined ? {} : { segments: idsIn("seg", segment, `${path}/segment`) }),
    ...(tag === undefined ? {} : { tags: listed(tag).map((each) => each.trim().toLowerCase()) }),
  };
}

function idsIn(prefix: IdPrefix, given: string | readonly string[], path: string): string[] {
  return listed(given).map((text) => {
    const id = parseId(prefix, text);
    if (id !== null) return id;
    throw new AppError("invalid_request", "The audience is not valid.", {
      errors: [{ path, message: `${text} is no id` }],
    });
  });
}

function listed(given: string | readonly string[]): string[] {
  return [...new Set(typeof given === "string" ? [given] : given)];
}

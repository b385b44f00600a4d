// The business profile people see of a number (Meta: "Business profiles").

import { fields, words } from "../../http/json.ts";
import type { Asked } from "../../transport.ts";
import type { GraphLine, GraphPlace, GraphValue } from "./line.ts";

/** In Meta's own field names; what was never set is null. */
export type BusinessProfile = {
  about: string | null;
  address: string | null;
  description: string | null;
  email: string | null;
  vertical: string | null;
  websites: readonly string[];
  profile_picture_url: string | null;
};

/** What may be written; a picture is named by the handle of an upload. */
export type ProfileChange = Partial<
  Record<"about" | "address" | "description" | "email" | "vertical" | "profile_picture_handle", string>
> & { websites?: readonly string[] };

const edge = "whatsapp_business_profile";
const asked = "about,address,description,email,profile_picture_url,websites,vertical";

export async function readProfile(
  line: GraphLine,
  { phoneNumberId }: Pick<GraphPlace, "phoneNumberId">,
): Promise<Asked<BusinessProfile>> {
  const answer = await line({ method: "GET", edge: `${phoneNumberId}/${edge}`, query: { fields: asked } });
  if (!answer.ok) return answer;
  const list = answer.value["data"];
  const profile = fields(Array.isArray(list) ? list[0] : list);
  const websites = Array.isArray(profile["websites"]) ? profile["websites"] : [];
  return {
    ok: true,
    value: {
      about: words(profile["about"]),
      address: words(profile["address"]),
      description: words(profile["description"]),
      email: words(profile["email"]),
      vertical: words(profile["vertical"]),
      websites: websites.filter((site) => typeof site === "string"),
      profile_picture_url: linkIn(profile["profile_picture_url"]),
    },
  };
}

/** Links of Meta's media hosts are long, and useless when cut. */
function linkIn(value: unknown): string | null {
  return typeof value === "string" && value.length <= 4_096 ? value : null;
}

export function writeProfile(
  line: GraphLine,
  { phoneNumberId }: Pick<GraphPlace, "phoneNumberId">,
  change: ProfileChange,
): Promise<Asked<GraphValue>> {
  const body = { messaging_product: "whatsapp", ...change };
  return line({ method: "POST", edge: `${phoneNumberId}/${edge}`, body });
}

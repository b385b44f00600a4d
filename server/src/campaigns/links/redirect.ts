// GET /l/<token>: sends whoever follows a campaign's link on to where it leads.

import { Readable } from "node:stream";
import type { Tx } from "../../kernel/db.ts";
import type { Download, StreamReply } from "../../kernel/route.ts";
import { findLink } from "../store/links.ts";
import type { Clicks } from "./clicks.ts";
import { nobody } from "./track-links.ts";
import { isPreview } from "./visitor.ts";

export type RedirectDeps = {
  /** Crosses tenants: a token says by itself whose it is. */
  engine: Tx;
  clicks: Clicks;
  now(): Date;
};

/**
 * To the target that was written down with the message, and to no other: nothing of the request becomes part of it.
 * 302, because what is remembered by browsers is never asked for again, nor counted.
 */
export function linkRedirect({ engine, clicks, now }: RedirectDeps): Download {
  return {
    path: "/l/:token",
    handle: async ({ params, headers, method }) => {
      const token = params["token"] ?? "";
      const [link] = tokenShape.test(token) ? await findLink(engine, [token]) : [];
      if (link === undefined) return unknownLink();
      const { target, ...whose } = link;
      if (method !== "HEAD" && whose.contact_id !== nobody)
        await clicks.note({ ...whose, token, at: now(), isPreview: isPreview(headers) });
      return answer(302, "", { location: target });
    },
  };
}

const tokenShape = /^[A-Za-z0-9_-]{12}$/;

/** In words for the person who came here. */
function unknownLink(): StreamReply {
  return answer(404, "This link leads nowhere any more.\n", { "content-type": "text/plain; charset=utf-8" });
}

function answer(status: number, text: string, headers: Record<string, string>): StreamReply {
  return {
    status,
    body: Readable.from([Buffer.from(text)]),
    headers: { ...headers, "cache-control": "no-store" },
  };
}

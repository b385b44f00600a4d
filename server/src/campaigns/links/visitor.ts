// Who follows a link: a person, or a machine that looks where it leads before anybody does. Pure.

import type { IncomingHttpHeaders } from "node:http";

/**
 * WhatsApp fetches a preview on the phone that writes a link, as `WhatsApp/2.24.1 A`, and Meta's crawler for what is
 * sent over the Cloud API. Others are named by what they call themselves; browsers that load ahead say so
 * (`Sec-Purpose`, Fetch standard), and older ones did in headers of their own.
 */
export function isPreview(headers: IncomingHttpHeaders): boolean {
  const agent = headers["user-agent"] ?? "";
  if (agent === "" || machines.test(agent)) return true;
  return ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|preview|prerender/i.test(String(headers[name] ?? "")),
  );
}

const machines = new RegExp(
  [
    "^WhatsApp/",
    "facebookexternalhit|facebookcatalog|meta-external",
    // CUBOT makes phones.
    "(?<!cu)bot\\b|crawler|spider|slurp|preview|scanner|monitor|validator",
    "embedly|quora link|outbrain|vkShare|Skype|BingPreview|Google-(PageRenderer|Safety|Read)|ZoomInfo|Viber|Snap URL",
    "^(curl|wget|python|go-http-client|java|okhttp|axios|node|libwww|ruby|php|httpie|postman)",
    "headlesschrome|phantomjs|safelinks|proofpoint|barracuda|mimecast",
  ].join("|"),
  "i",
);

// The error dictionary over HTTP: what `type` in a problem document points at.

import type { FastifyInstance } from "fastify";
import { type ErrorCode, errorDictionary, isErrorCode } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { refuseMissingMethods } from "./mount-route.ts";

/** Open to all: somebody whose key does not work needs them most. */
export function mountErrorPages(app: FastifyInstance): void {
  app.get("/v1/errors", () => ({
    data: Object.keys(errorDictionary).map((code) => page(code as ErrorCode)),
    next: null,
  }));
  app.get<{ Params: { code: string } }>("/v1/errors/:code", ({ params: { code } }) => {
    if (!isErrorCode(code)) throw new AppError("not_found", "There is no such error code.");
    return page(code);
  });
  refuseMissingMethods(
    app,
    ["/v1/errors", "/v1/errors/:code"].map((path) => ({ method: "GET", path })),
  );
}

function page(code: ErrorCode): Record<string, unknown> {
  return { code, type: `/v1/errors/${code}`, ...errorDictionary[code] };
}

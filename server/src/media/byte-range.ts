// The Range header (RFC 9110, section 14): one range of bytes, all of the file, or none there is. Pure.

/** Both ends are within it. */
export type ByteRange = { start: number; end: number };

/** Several ranges, other units and what cannot be read mean all of it, as the RFC allows. */
export function rangeIn(header: string | undefined, sizeBytes: number): ByteRange | "all" | "none" {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return "all";
  if (first === "") {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? "none" : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== "" && Number(last) < start) return "all";
  return start >= sizeBytes ? "none" : { start, end };
}

// An upload as an address that an <img> can show; null while there is none, and for what is no upload.
import { useMediaFile } from "../../parts/use-media-file.ts";
import { isUpload } from "./media.ts";

export function useSampleFile(source: string): string | null {
  return useMediaFile(isUpload(source) ? source : null).address;
}

// The brand as a form has it and as the API takes it, and which ink can be read on its colour. Pure.
import type { TenantBrand } from "@waypost/sdk";

export type BrandForm = Record<"name" | "color" | "email" | "url", string> & { logo: string | null };

export function formOf(brand: TenantBrand): BrandForm {
  return {
    name: brand.name ?? "",
    color: brand.color ?? "",
    email: brand.support_email ?? "",
    url: brand.support_url ?? "",
    logo: brand.logo_media_id,
  };
}

/** What is left empty is nobody's. */
export function brandOf({ name, color, email, url, logo }: BrandForm): TenantBrand {
  return {
    name: textOf(name),
    logo_media_id: logo,
    color: textOf(color.toLowerCase()),
    support_email: textOf(email),
    support_url: textOf(url),
  };
}

export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text.trim());
}

/** By WCAG's relative luminance: one of the two always has 4.5:1 on any colour. */
export function inkOn(color: string): "#000000" | "#ffffff" {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16)));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > middle ? "#000000" : "#ffffff";
}

/** Where black and white stand out alike: (l + 0.05)² = 1.05 × 0.05. */
const middle = Math.sqrt(1.05 * 0.05) - 0.05;

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function textOf(typed: string): string | null {
  return typed.trim() === "" ? null : typed.trim();
}

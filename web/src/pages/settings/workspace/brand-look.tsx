// How a brand looks: its name and picture on its colour, and where help is.
import { useTexts } from "../../../i18n/texts.ts";
import { useMediaFile } from "../../../parts/use-media-file.ts";
import { type BrandForm, inkOn, isColor } from "./brand-form.ts";
import classes from "./workspace.module.css";

type Look = React.CSSProperties & Record<"--brand" | "--ink", string>;

/** `fallback` is the workspace's own name, where the brand has none. */
export function BrandLook({ brand, fallback }: { brand: BrandForm; fallback: string }) {
  const t = useTexts("settings");
  const { address: picture } = useMediaFile(brand.logo);
  const color = brand.color.trim();
  const style: Look | undefined = isColor(color) ? { "--brand": color, "--ink": inkOn(color) } : undefined;
  const help = [brand.email, brand.url].filter((where) => where.trim() !== "");
  return (
    <figure className={classes["look"]} style={style} aria-label={t("brand.look")}>
      <div>
        {picture === null ? null : <img src={picture} alt="" />}
        <bdi>{brand.name.trim() === "" ? fallback : brand.name}</bdi>
      </div>
      {help.length === 0 ? null : (
        <figcaption>
          {help.map((where) => (
            <bdi key={where} dir="ltr">
              {where}
            </bdi>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

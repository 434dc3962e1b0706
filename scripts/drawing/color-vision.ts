/**
 * How far apart two colours are: CIEDE2000, after what a reader sees of them. Greyscale keeps the luminance; the three
 * colour-vision deficiencies are simulated at full severity.
 */
import type { Lrgb, Rgb } from "culori";
import culori from "culori/require";

/** How a reader may see a figure. */
export const visions = ["greyscale", "protanopia", "deuteranopia", "tritanopia"] as const;
export type Vision = (typeof visions)[number];

const difference = culori.differenceCiede2000();
const toLight = culori.converter("lrgb");

/** CIEDE2000 between two colours, in any form of CSS, as a reader of this vision sees them. */
export function seenDifference(one: string, other: string, vision: Vision): number {
  return difference(seen(one, vision), seen(other, vision));
}

function seen(color: string, vision: Vision): Lrgb {
  const light = toLight(color);
  if (light === undefined) throw new TypeError(`not a colour: ${color}`);
  return simulations[vision](light);
}

const simulations: Readonly<Record<Vision, (light: Lrgb) => Lrgb>> = {
  greyscale: (light) => {
    const luminance = culori.wcagLuminance(light);
    return { mode: "lrgb", r: luminance, g: luminance, b: luminance };
  },
  protanopia: inLight(culori.filterDeficiencyProt()),
  deuteranopia: inLight(culori.filterDeficiencyDeuter()),
  tritanopia: inLight(culori.filterDeficiencyTrit()),
};

/**
 * A filter of culori applied to light. It takes the matrices of Machado, Oliveira and Fernandes (2009) to sRGB's encoded
 * values; the paper derives them for linear ones, so those are handed over under the other name.
 */
function inLight(filter: (color: Rgb) => Rgb): (light: Lrgb) => Lrgb {
  return (light) => ({ ...culori.clampRgb(filter({ ...light, mode: "rgb" })), mode: "lrgb" });
}

/**
 * Measures how different two colours look (CIEDE2000) in greyscale and with colour-vision deficiencies. Greyscale keeps
 * the luminance; the three deficiencies are simulated at full severity.
 */
import type { Lrgb, Rgb } from "culori";
import culori from "culori/require";

/** The kinds of vision for which figures are checked. */
export const visions = ["greyscale", "protanopia", "deuteranopia", "tritanopia"] as const;
export type Vision = (typeof visions)[number];

const difference = culori.differenceCiede2000();
const toLight = culori.converter("lrgb");

/**
 * The CIEDE2000 difference of two CSS colours as seen with this vision: 0 for equal colours, 100 for black and white.
 * Throws a TypeError for a string that is not a colour.
 */
export function seenDifference(a: string, b: string, vision: Vision): number {
  return difference(seen(a, vision), seen(b, vision));
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
 * Applies a culori filter to linear RGB. culori applies the matrices of Machado, Oliveira and Fernandes (2009) to encoded
 * sRGB, but the paper derives them for linear values, so linear values are passed as if they were encoded.
 */
function inLight(filter: (color: Rgb) => Rgb): (light: Lrgb) => Lrgb {
  return (light) => ({ ...culori.clampRgb(filter({ ...light, mode: "rgb" })), mode: "lrgb" });
}

/** WCAG's contrast of two colours: 1 if they are equally light, 21 for black on white. */
export const contrastOf = (a: string, b: string): number => culori.wcagContrast(a, b);

/** A colour painted over another, as a CSS colour. */
export const painted = (color: string, opacity: number, below: string): string =>
  culori.formatRgb(culori.interpolate([below, color])(opacity)) ?? below;

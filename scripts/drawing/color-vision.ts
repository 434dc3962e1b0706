/**
 * How far apart two colours are: CIEDE2000, after what a reader sees of them. Greyscale keeps the luminance; the three
 * colour-vision deficiencies are simulated at full severity.
 */

/** Red, green and blue in [0, 1], linear in light. */
type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** How a reader may see a figure. */
export const visions = ["greyscale", "protanopia", "deuteranopia", "tritanopia"] as const;
export type Vision = (typeof visions)[number];

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB; greyscale by the luminance of Rec. 709. */
const simulation: Readonly<Record<Vision, Matrix>> = {
  greyscale: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIEDE2000 between two `#rrggbb` as a reader of this vision sees them. */
export function seenDifference(one: string, other: string, vision: Vision): number {
  return colorDifference(toLab(seen(one, vision)), toLab(seen(other, vision)));
}

function seen(color: string, vision: Vision): Rgb {
  const rgb = parseColor(color);
  const [red, green, blue] = simulation[vision];
  return [dot(red, rgb), dot(green, rgb), dot(blue, rgb)];
}

const dot = (row: Rgb, rgb: Rgb): number =>
  Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]));

function parseColor(color: string): Rgb {
  const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)?.slice(1);
  if (channels === undefined) throw new TypeError(`not a colour as #rrggbb: ${color}`);
  const [red = 0, green = 0, blue = 0] = channels.map((digits) => linear(Number.parseInt(digits, 16) / 255));
  return [red, green, blue];
}

/** IEC 61966-2-1 (sRGB). */
const linear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** CIELAB with the white of D65. */
export type Lab = readonly [lightness: number, a: number, b: number];

function toLab([red, green, blue]: Rgb): Lab {
  const x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047;
  const y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue;
  const z = (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883;
  return [116 * cubic(y) - 16, 500 * (cubic(x) - cubic(y)), 200 * (cubic(y) - cubic(z))];
}

const cubic = (value: number): number =>
  value > 216 / 24389 ? Math.cbrt(value) : (841 / 108) * value + 4 / 29;

const degrees = 180 / Math.PI;
const cosine = (angle: number): number => Math.cos(angle / degrees);

/** CIEDE2000 with unit weights: Sharma, Wu and Dalal (2005), equations 2 to 22. */
export function colorDifference(one: Lab, other: Lab): number {
  const meanChroma = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
  const stretch = 1 + 0.5 * (1 - Math.sqrt(share25(meanChroma)));
  const [first, second] = [polar(one, stretch), polar(other, stretch)];
  const lightness = (one[0] + other[0]) / 2 - 50;
  const chroma = (first.chroma + second.chroma) / 2;
  const turn = hueTurn(first, second);
  const hue = meanHue(first, second);
  const weightOfHue =
    1 -
    0.17 * cosine(hue - 30) +
    0.24 * cosine(2 * hue) +
    0.32 * cosine(3 * hue + 6) -
    0.2 * cosine(4 * hue - 63);
  const deltaLightness =
    (other[0] - one[0]) / (1 + (0.015 * lightness ** 2) / Math.sqrt(20 + lightness ** 2));
  const deltaChroma = (second.chroma - first.chroma) / (1 + 0.045 * chroma);
  const deltaHue =
    (2 * Math.sqrt(first.chroma * second.chroma) * Math.sin(turn / 2 / degrees)) /
    (1 + 0.015 * chroma * weightOfHue);
  const rotation =
    -2 * Math.sqrt(share25(chroma)) * Math.sin((60 * Math.exp(-(((hue - 275) / 25) ** 2))) / degrees);
  return Math.sqrt(
    deltaLightness ** 2 + deltaChroma ** 2 + deltaHue ** 2 + rotation * deltaChroma * deltaHue,
  );
}

const share25 = (chroma: number): number => chroma ** 7 / (chroma ** 7 + 25 ** 7);

interface Polar {
  readonly chroma: number;
  /** Degrees in [0, 360). */
  readonly hue: number;
}

function polar([, a, b]: Lab, stretch: number): Polar {
  const hue = Math.atan2(b, a * stretch) * degrees;
  return { chroma: Math.hypot(a * stretch, b), hue: hue < 0 ? hue + 360 : hue };
}

const isGrey = (one: Polar, other: Polar): boolean => one.chroma * other.chroma === 0;

/** From one hue to the other, the short way, degrees. */
function hueTurn(one: Polar, other: Polar): number {
  const turn = other.hue - one.hue;
  if (isGrey(one, other) || Math.abs(turn) <= 180) return isGrey(one, other) ? 0 : turn;
  return turn > 0 ? turn - 360 : turn + 360;
}

function meanHue(one: Polar, other: Polar): number {
  const sum = one.hue + other.hue;
  if (isGrey(one, other)) return sum;
  if (Math.abs(one.hue - other.hue) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}

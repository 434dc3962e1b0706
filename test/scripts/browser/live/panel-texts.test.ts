import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SettingError, withSettings } from "../../../../scripts/browser/live/own-settings.ts";
import type { ListedTrial } from "../../../../scripts/live/listing.ts";

const test = suite("what the panel of repeated trials says and draws");

interface Comparison {
  readonly equal: number;
  readonly total: number;
  readonly first?: { readonly path: string; readonly here: unknown; readonly published: unknown };
}
interface Wanted {
  readonly trial: Pick<ListedTrial, "digest" | "curve" | "finalLoss">;
  readonly published: unknown;
  readonly settings: string;
}
interface RunResult {
  readonly result: unknown;
  readonly digest: string;
}
interface Outcome {
  verdictText(comparison: Comparison, wanted: Wanted, isSame: boolean): string;
  detailText(comparison: Comparison, wanted: Wanted, run: RunResult, isSame: boolean): string;
  ownText(wanted: Wanted, run: RunResult): readonly [string, string];
}
interface Plot {
  drawPlot(
    place: object,
    curves: readonly { look: string; losses: readonly number[] }[],
    steps: number,
  ): void;
}

/** Scripts of the pages, whose types need a browser's. */
const load = (name: string) =>
  import(new URL(`../../../../scripts/browser/live/${name}.ts`, import.meta.url).href);
const { verdictText, detailText, ownText }: Outcome = await load("outcome");
const { drawPlot }: Plot = await load("plot");

const trial = { digest: "abcdefabcdefabcdef", curve: "losses", finalLoss: "end" };
const published = { losses: [4, 3], end: 2.5 };
const wanted = { trial, published, settings: "rank 8" };
const difference = { path: "losses.1", here: 3.5, published: 3 };

test("a run is identical with its losses, all numbers and the digest, or the first difference is named", () => {
  const all = { equal: 1200, total: 1200 };
  assert.is(
    verdictText(all, wanted, true),
    "✓ identical: 2 of 2 losses, 1,200 of 1,200 numbers, and the digest",
  );
  const without = { ...wanted, published: {} };
  assert.is(verdictText(all, without, true), "✓ identical: 1,200 of 1,200 numbers, and the digest");
  assert.is(
    verdictText({ ...all, equal: 1199, first: difference }, wanted, false),
    "✗ differs: 1,199 of 1,200 numbers are equal; the first that is not is losses.1",
  );
  assert.match(verdictText(all, wanted, false), /^✗ differs in the trained weights/);
});

test("the first twelve characters of both digests are shown, and both numbers where one differs", () => {
  const run = { result: {}, digest: "0123456789abcdef" };
  assert.match(
    detailText({ equal: 1, total: 1 }, wanted, run, true),
    /^Digest 0123456789ab…, over the result/,
  );
  assert.match(
    detailText({ equal: 0, total: 1, first: difference }, wanted, run, false),
    /^Here 3.5, published 3\. Digest here 0123456789ab…, published abcdefabcdef…\./,
  );
  assert.match(detailText({ equal: 1, total: 1 }, wanted, run, false), /^Digest here/);
});

test("a run with own settings says where it ended, where it diverged, and where the published one ended", () => {
  assert.equal(ownText(wanted, { result: { losses: [1, 2, 1], end: 1.25 }, digest: "" }), [
    "Your run (rank 8) ends at a held-out loss of 1.2500. It diverged at step 2.",
    "The published trial ends at 2.5000.",
  ]);
  const silent = { ...wanted, published: {} };
  assert.equal(ownText(silent, { result: {}, digest: "" }), ["Your run (rank 8) has ended.", ""]);
});

test("settings are accepted up to both ends of their range, and refused beyond", () => {
  const open = [{ name: "size", path: "size", label: "size", from: 2, to: 64, whole: true }];
  const accepts = (text: string) => {
    try {
      withSettings({ size: 4 }, open, { size: text });
      return true;
    } catch (error) {
      if (error instanceof SettingError) return false;
      throw error;
    }
  };
  assert.equal(["2", "64", "1", "65", "2.5"].map(accepts), [true, true, false, false, false]);
});

/** An element that remembers what it is made of. */
class Element {
  readonly name: string;
  readonly clientWidth: number;
  readonly attributes = new Map<string, string>();
  children: (Element | string)[] = [];
  constructor(name: string, clientWidth = 0) {
    this.name = name;
    this.clientWidth = clientWidth;
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: (Element | string)[]): void {
    this.children.push(...children);
  }
  replaceChildren(...children: Element[]): void {
    this.children = children;
  }
  all(name: string): readonly Element[] {
    return this.children.flatMap((child) =>
      typeof child === "string" ? [] : [...(child.name === name ? [child] : []), ...child.all(name)],
    );
  }
  numbers(name: string): readonly number[] {
    return (this.attributes.get(name) ?? "").split(/[ ,]/).map(Number);
  }
}

function plotted(curves: Parameters<Plot["drawPlot"]>[1], steps: number, width = 564): Element {
  const document = { createElementNS: (_space: string, name: string) => new Element(name) };
  Object.assign(globalThis, { document });
  const place = new Element("div", width);
  try {
    drawPlot(place, curves, steps);
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
  return place;
}

test("a curve spans the plot: its steps the width between the margins, its losses the height", () => {
  // 564 px less margins of 48 and 16 leave 500; 240 less 24 and 36 leave 180.
  const [line] = plotted([{ look: "here", losses: [3, 2, 1] }], 5).all("polyline");
  assert.equal(line?.numbers("points"), [148, 24, 248, 114, 348, 204]);
  const [narrow] = plotted([], 5, 100).all("svg");
  assert.equal([narrow?.numbers("width"), narrow?.numbers("height")], [[280], [240]]);
});

test("of many steps each point is a mean at the middle of its steps", () => {
  const losses = Array.from({ length: 400 }, (_, index) => index);
  const [line] = plotted([{ look: "here", losses }], 400).all("polyline");
  const points = line?.numbers("points") ?? [];
  assert.is(points.length, 2 * 200);
  // Two steps a point: the first is at step 1.5.
  assert.equal([points[0], points[1]], [Number((48 + (1.5 / 400) * 500).toFixed(1)), 204]);
  const few = plotted([{ look: "here", losses: losses.slice(0, 200) }], 200).all("polyline")[0];
  assert.is(few?.numbers("points").length, 400);
});

test("losses have ticks at round numbers, steps at quarters, and looks their names", () => {
  const plot = plotted(
    [
      { look: "published", losses: [1, 4.2] },
      { look: "own", losses: [1.1] },
    ],
    200,
  );
  const texts = plot.all("text").map(({ children }) => children[0]);
  assert.equal(texts, [
    ...["1", "2", "3", "4"],
    ...["0", "50", "100", "150", "200"],
    "loss of a step’s batch",
    "step",
    "published",
    "yours",
  ]);
  const anchors = plot.all("text").map(({ attributes }) => attributes.get("text-anchor"));
  assert.equal(anchors.slice(4, 9), ["middle", "middle", "middle", "middle", "end"]);
  // The legend's lines are 16 px wide, 88 px apart, from the right margin on.
  const legend = plot.all("line").filter(({ attributes }) => attributes.get("class") !== "grid");
  assert.equal(
    legend.map((line) => [...line.numbers("x1"), ...line.numbers("x2"), ...line.numbers("y1")]),
    [
      [476, 492, 8],
      [388, 404, 8],
    ],
  );
});

test("equal losses lie in the middle, and no loss leaves an empty plot", () => {
  const [line] = plotted([{ look: "here", losses: [2, 2] }], 2).all("polyline");
  assert.equal(
    line?.numbers("points").filter((_, index) => index % 2 === 1),
    [114, 114],
  );
  const ticks = plotted([{ look: "here", losses: [] }], 2).all("line").length;
  // 0 to 1 in steps of a half, as four steps would be of a quarter; and the legend's line.
  assert.is(ticks, 3 + 1);
});

test.run();

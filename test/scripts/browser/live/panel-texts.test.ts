import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SettingError, withSettings } from "../../../../scripts/browser/live/own-settings.ts";
import type { ListedTrial } from "../../../../scripts/live/listing.ts";

const test = suite("what the panel of repeated trials says");

interface Comparison {
  readonly isIdentical: boolean;
  readonly equal: number;
  readonly total: number;
  readonly first?: { readonly path: string; readonly here: unknown; readonly published: unknown };
}
interface Wanted {
  readonly trial: ListedTrial;
  readonly published: unknown;
  readonly isOwn: boolean;
  readonly name: string;
  readonly settings: string;
  readonly comparable: readonly ListedTrial[];
  readonly unit: string | null;
}
interface RunResult {
  readonly result: unknown;
  readonly digest: string;
}
type Said = readonly [status: string, detail: string];
interface Outcome {
  repeatedText(comparison: Comparison, wanted: Wanted, run: RunResult, isSame: boolean): Said;
  ownText(wanted: Wanted, run: RunResult): Said;
}

/** A script of the pages, whose types need a browser's. */
const { repeatedText, ownText }: Outcome = await import(
  new URL("../../../../scripts/browser/live/outcome.ts", import.meta.url).href
);

const listed = (arm: string, seed: number, ends: number): ListedTrial => ({
  key: `${arm} ${seed}`,
  name: `${arm}, 2 steps`,
  arm,
  seed,
  ends,
  group: 0,
  module: "m",
  config: { seed },
  inputs: {},
  data: [],
  seconds: 1,
  curve: "losses",
  finalLoss: "end",
  open: [],
  digest: "abcdefabcdefabcdef",
  result: "r",
});
const small = listed("small steps", 1, 2.5);
const comparable = [small, listed("large steps", 1, 2.2), listed("large steps", 2, 2)];
const published = { losses: [4, 3], end: 2.5 };
const wanted = {
  trial: small,
  published,
  isOwn: false,
  name: "Run 1",
  settings: "size 8",
  comparable,
  unit: "nats",
};
const run = { result: { losses: [4, 3], end: 2.5 }, digest: "0123456789abcdef" };
const all = { isIdentical: true, equal: 1200, total: 1200 };
const difference = { path: "losses.1", here: 3.5, published: 3 };

test("a repeated run is identical loss by loss, and ends above the best other arm with the same seed", () => {
  const [status, detail] = repeatedText(all, wanted, run, true);
  assert.is(
    status,
    "Identical, loss by loss, to the published run: 2 losses, 1,200 numbers and the checksum",
  );
  assert.match(
    detail,
    /^It ends at 2\.5000: 0\.30 nats above large steps with the same seed, as published for small steps\. The checksum 0123456789ab…/,
  );
  const without = { ...wanted, published: {}, comparable: [] };
  assert.is(
    repeatedText(all, without, { ...run, result: {} }, true)[0],
    "Identical to the published run: 1,200 numbers and the checksum",
  );
});

test("the first difference is named, with both numbers and both checksums", () => {
  const comparison = { isIdentical: false, equal: 1199, total: 1200, first: difference };
  const [status, detail] = repeatedText(comparison, wanted, run, false);
  assert.is(status, "Differs: 1,199 of 1,200 numbers are equal; the first that is not is losses.1");
  assert.match(detail, /^Here 3\.5, published 3\. Checksum here 0123456789ab…, published abcdefabcdef…\./);
  assert.match(repeatedText(all, wanted, run, false)[0], /^Differs in the trained weights/);
});

test("a run with own settings is compared with the best other arm and with its own, seed by seed where one was published", () => {
  const own = { ...wanted, isOwn: true };
  const [status, detail] = ownText(own, { result: { losses: [1, 2, 1], end: 2.503 }, digest: "" });
  assert.is(
    status,
    "Run 1 (size 8) ends at 2.5030: 0.30 nats above large steps with the same seed. It diverged at step 2.",
  );
  assert.match(detail, /^That is level with small steps with the same seed\./);
  const other = { ...own, trial: { ...small, config: { seed: 9 } } };
  assert.is(
    ownText(other, { result: { end: 2 }, digest: "" })[0],
    "Run 1 (size 8) ends at 2.0000: 0.10 nats below large steps (mean of 2 seeds).",
  );
});

test("where no published run has such settings the text says so, and without a loss it compares nothing", () => {
  const own = { ...wanted, isOwn: true, comparable: [] };
  const [status, detail] = ownText(own, run);
  assert.is(status, "Run 1 (size 8) ends at 2.5000.");
  assert.match(detail, /^No published run has such settings/);
  assert.equal(ownText(own, { result: {}, digest: "" }), ["Run 1 (size 8) has ended.", ""]);
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

test.run();

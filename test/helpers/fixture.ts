/** A small report for tests of the page, with one slide of each status, and the whole deck without results. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Effects } from "../../scripts/base/effects.ts";
import { verdictsFor } from "../../scripts/build/facts.ts";
import { createBundler } from "../../scripts/bundling/bundle.ts";
import { type CachingEffects, withCache } from "../../scripts/bundling/cached.ts";
import type { Drawings } from "../../scripts/drawing/drawings.ts";
import type { BuildFacts, OutputFiles } from "../../scripts/record/record.ts";
import type { MeasuredSlide, Recorded } from "../../scripts/slides/planned.ts";
import type { Slide } from "../../scripts/slides/slide.ts";
import { assemble } from "../../scripts/stages/assemble.ts";
import { discover } from "../../scripts/stages/discover.ts";
import { draw } from "../../scripts/stages/draw.ts";
import { record } from "../../scripts/stages/record.ts";
import { createNodeEffects } from "../../scripts/system/node-effects.ts";
import { measuredSlide, slide } from "./fixture-slide.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const onDisk = createNodeEffects(root, new AbortController().signal);
const bundler = createBundler(onDisk);

/** The effects below with some replaced, also for the cache. */
export const effectsWith = (changes: Partial<Effects>): CachingEffects =>
  withCache({ ...onDisk, ...changes }, bundler);

/** With a document of every input in the cache, since other test files make documents of the same name meanwhile. */
const keepingAll = ({ cached, ...others }: CachingEffects): CachingEffects => ({
  ...others,
  cached: (kind, { slot, ...key }, make) => cached(kind, key, make),
});

/** Effects on the real disk, with the project's templates, library and caches. */
export const effects = keepingAll(effectsWith({}));

export const facts: BuildFacts = {
  profile: "default",
  engine: "wasm",
  commit: "0123456789abcdef0123456789abcdef01234567",
  commitDate: "2026-01-02T03:04:05+00:00",
  partial: false,
  verdicts: { given: true },
  versions: { vega: "6.4.0", "vega-lite": "6.4.3" },
};

const bare: Slide = {
  ...slide,
  number: 10,
  name: "10-translation",
  title: "Real-life Example: Language Translation",
  claims: [],
  checks: [],
  deckText:
    "In language translation, pre-training requires learning complex relationships between languages.",
  body: { short: [], study: [] },
  file: "experiments/10-translation/slide.md",
  experiment: undefined,
  results: undefined,
  deck: undefined,
  deckSource: undefined,
};

/** Four slides, one of each status. */
function measuredSlides(profile: BuildFacts["profile"] = "default"): MeasuredSlide[] {
  const failure = {
    kind: "pretrain",
    label: "pretrain, seed 100",
    config: { seed: 100 },
    cause: "loss is NaN at step 37",
  };
  return [
    measuredSlide({}, profile),
    {
      slide: bare,
      config: {},
      trials: [],
      recorded: [],
      recordedOn: "none",
      status: { kind: "no experiment" },
    },
    {
      slide: { ...slide, number: 11, name: "11-failed", file: "experiments/11-failed/slide.md" },
      config: {},
      trials: [],
      recorded: [],
      recordedOn: "none",
      status: { kind: "failed", failures: [failure] },
    },
    {
      slide: { ...bare, number: 12, name: "12-left-out", title: "Alternatives" },
      config: {},
      trials: [],
      recorded: [],
      recordedOn: "none",
      status: { kind: "not run" },
    },
  ];
}

/** All slides of the deck with their own figures but no results, and a measured slide at the end. */
export async function buildWholeDeck(): Promise<BuiltReport> {
  const slides = await discover(effects);
  const deckOnly = slides.map((slide): MeasuredSlide => {
    const config = slide.experiment?.profiles.default ?? {};
    return { slide, config, trials: [], recorded: [], recordedOn: "none", status: { kind: "not run" } };
  });
  const measured = measuredSlide({ number: 15, name: "15-measured" });
  return reportOf([...deckOnly, measured]);
}

export interface BuiltReport {
  readonly files: OutputFiles;
  readonly recorded: Recorded;
  readonly drawings: Drawings;
}

/** Records, draws and assembles measured slides. */
export async function reportOf(
  measured: readonly MeasuredSlide[],
  own: BuildFacts = facts,
  on: CachingEffects = effects,
): Promise<BuiltReport> {
  const recorded = await record(measured, own, on);
  const drawings = await draw(recorded.slides, on);
  return { files: await assemble(recorded, drawings, on), recorded, drawings };
}

/** What the slides of `buildDeckOf` say in a sentence: as long as a real one. */
export const longTakeaway =
  "After 3,600 steps at rank 4 LoRA ends 0.242 ± 0.024 nats above full training. Rank 16 trails too, by 0.079 ± 0.016.";

/** As many slides, with titles and takeaways as long as real ones. The first has figures, so that there is a headline. */
function slidesOf(count: number): MeasuredSlide[] {
  const says = [{ kind: "claim" as const, id: "slower", phrases: { supported: longTakeaway } }];
  const { results } = slide;
  const texts = {
    takeaway: says,
    body: { short: [], study: [] },
    deck: undefined,
    results: results && { ...results, figures: () => ({}) },
  };
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const name = `${String(number).padStart(2, "0")}-slide`;
    const title = number % 2 === 0 ? "Comparison of Parameter Space Exploration" : "Scalability";
    const own = { number, name, title, takeaway: says };
    return measuredSlide(index === 0 ? own : { ...own, ...texts });
  });
}

const answerFile = `figure: 01-loss
answer:
  - claim: 01/slower
    supported: '**LoRA falls behind full training.** It ends {{finding "01/gap"}} full training in a small model.'
    contradicted: Not so.
    inconclusive: Unknown.
`;

const points = Array.from(
  { length: 5 },
  () => "      - '**Size.** The models are a million times smaller than those of which the deck speaks.'",
);

const talkFile = `opening:
  question: Can a small transformer be pre-trained in this way?
  say: [We tried.]
before:
  - id: set-up
    title: We trained one small transformer in three ways, with equal batches
    figure: 01-loss
    points:
${points.slice(1).join("\n")}
    say: [We trained it.]
after:
  - id: limits
    title: What this cannot show
    points:
${points.join("\n")}
    say: [It is small.]
closing:
  say:
    - claim: 01/slower
      supported: It was slower.
      contradicted: It was not slower.
      inconclusive: We cannot say.
`;

/** A report of as many slides, with an answer and a talk. */
export function buildDeckOf(count: number): Promise<BuiltReport> {
  const { disk } = onDisk;
  const own = new Map([
    ["answer.yaml", answerFile],
    ["talk.yaml", talkFile],
  ]);
  const maybeText: Effects["disk"]["maybeText"] = async (file) =>
    own.get(path.basename(file)) ?? disk.maybeText(file);
  return reportOf(slidesOf(count), facts, keepingAll(effectsWith({ disk: { ...disk, maybeText } })));
}

/** The small report. */
export async function buildFixture(
  profile: BuildFacts["profile"] = "default",
  on: CachingEffects = effects,
): Promise<BuiltReport> {
  const own = { ...facts, profile, verdicts: await verdictsFor(profile, effects) };
  return reportOf(measuredSlides(profile), own, on);
}

/** Writes the files of a report to a folder, with placeholders for manifest.json and run.json. */
export async function writeReport(files: OutputFiles, folder: string): Promise<void> {
  const all = new Map([...files, ["manifest.json", "{}"], ["run.json", "{}"]]);
  for (const [name, content] of all) await effects.disk.write(path.join(folder, name), content);
}

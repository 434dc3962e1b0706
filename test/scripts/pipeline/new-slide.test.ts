import { execFile } from "node:child_process";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { type Project, repository } from "../../helpers/project.ts";

const test = suite("a new slide");

/** A slide with its own kind of trial, tuned arm, source and figure. */
const slide = {
  "slide.md": `---
title: A slide of its own
claims:
  - id: low
    quote: "a claim of the deck"
    metric: loss at the tuned rate
    rule: { kind: less, than: 1 }
---

:::deck
This is a claim of the deck.
:::

The loss is {{finding "loss"}} at the tuned rate, as {{cite "pamphlet"}} says.

:::figure losses
caption: The loss of each seed.
alt: A loss for each seed.
description: Points over seeds, at {{finding "loss"}} on average.
:::
`,
  "bowl.run.ts": `
export const run = ({ learningRate, seed }: { learningRate: number; seed: number }) => ({
  result: { loss: 100 * (learningRate - 0.02) ** 2 + seed / 1024 },
});
`,
  "bowl-runs.ts": `
import { defineTrial } from "../kit/trial.ts";
import { settingsOf } from "../lab/settings.ts";
import tunings from "./chosen-settings.json" with { type: "json" };

const bowl = defineTrial<typeof import("./bowl.run.ts")>({
  kind: "bowl",
  module: new URL("./bowl.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

export const bowlTuning = "bowl/full";
export const bowlRun = (seed: number, { learningRate } = settingsOf(tunings)(bowlTuning)) =>
  bowl({ seed, learningRate });
`,
  "searches.ts": `
import { measured } from "../kit/search.ts";
import { tuningSeeds } from "../lab/settings.ts";
import { gridSearch } from "../lab/tuning/rate-grid.ts";
import { bowlRun, bowlTuning } from "./bowl-runs.ts";

export const searches = [
  gridSearch({
    name: bowlTuning,
    arm: { kind: "full" },
    steps: 1,
    seeds: tuningSeeds,
    grid: { learningRate: { rates: [0.01, 0.02, 0.04] } },
    run: (settings, seed) => measured(bowlRun(seed, settings), ({ loss }) => loss),
  }),
];
`,
  "references.ts": `
import { web } from "../kit/references.ts";

export const references = {
  pamphlet: web("https://example.org/pamphlet", "Doe and Roe", "A pamphlet on bowls", 1999, "Bowl Press"),
};
`,
  "experiment.ts": `
import { defineExperiment } from "../kit/experiment.ts";
import { bowlRun } from "./bowl-runs.ts";

export const experiment = defineExperiment({
  profiles: { quick: { seeds: [1] }, default: { seeds: [1, 2, 3] }, long: { seeds: [1, 2, 3, 4, 5] } },
  trials: ({ seeds }) => ({ losses: seeds.map((seed) => bowlRun(seed)) }),
  tables: ({ losses }, { seeds }) => ({
    losses: seeds.map((seed, index) => ({ seed, loss: losses[index]?.loss ?? 0 })),
  }),
});
`,
  "results.ts": `
import { defineResults } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import type { experiment } from "./experiment.ts";

export const results = defineResults<typeof experiment>({
  figures: () => ({
    losses: {
      spec: {
        data: { name: "losses" },
        mark: "point",
        encoding: { x: { field: "seed", type: "quantitative" }, y: { field: "loss", type: "quantitative" } },
      },
    },
  }),
  findings: ({ losses }) => ({ loss: { value: mean(losses.map(({ loss }) => loss)), format: ".5f" } }),
  estimates: ({ losses }) => ({ low: { samples: losses.map(({ loss }) => loss) } }),
});
`,
};

/** Runs `npm run tune` in a separate process, because a process keeps the rates that it has loaded. */
const tune = (project: Project, ...names: string[]) =>
  promisify(execFile)(
    process.execPath,
    ["--import", "tsx", join(repository, "scripts", "tune.ts"), ...names],
    { cwd: project.root },
  );

const inFolder = (folder: string) =>
  Object.fromEntries(Object.entries(slide).map(([name, text]) => [`experiments/${folder}/${name}`, text]));

test("one folder adds a slide with its own kind of trial, tuned arm, source and figure", () =>
  withSmallReport(async (project) => {
    await project.write(inFolder("15-bowls"));
    await tune(project, "15");
    const { code, lines, ran } = await build(project, "--only 15");
    assert.is(code, 0, lines.join("\n"));
    assert.equal(
      ran.filter((label) => label.startsWith("bowl")),
      ["bowl, seed 1", "bowl, seed 2", "bowl, seed 3"],
    );
    assert.match(lines.find((line) => line.includes("A slide of its own")) ?? "", /supported$/);
    const files = await filesOf(project);
    const page = files.get("slides/15-bowls/index.html") ?? "";
    // The loss of seed 2, the mean of seeds 1 to 3, at the minimum of the bowl.
    assert.match(page, (2 / 1024).toFixed(5));
    assert.match(page, "A pamphlet on bowls");
    assert.match(files.get("figures/15-losses.svg") ?? "", "<svg");
    assert.match(files.get("data/15-bowls/losses.csv") ?? "", /seed,loss\n1,/);
  }));

test("a copy of the folder under another number builds with it, with equal names of kinds, searches and sources", () =>
  withSmallReport(async (project) => {
    await project.write({ ...inFolder("15-bowls"), ...inFolder("16-bowls-again") });
    await tune(project, "15", "16");
    const { code, lines } = await build(project, "--only 15,16");
    assert.is(code, 0, lines.join("\n"));
    assert.is(lines.filter((line) => /A slide of its own.*supported$/.test(line)).length, 2);
  }));

test("a key that means two sources is an error that names the slides that define it", () =>
  withSmallReport(async (project) => {
    const other = { "experiments/16-other/references.ts": slide["references.ts"].replace("1999", "2001") };
    await project.write({ ...inFolder("15-bowls"), ...inFolder("16-other"), ...other });
    await tune(project, "15", "16");
    const { code, lines } = await build(project);
    assert.is(code, 1);
    assert.match(
      lines.join("\n"),
      "duplicate reference: pamphlet is one source in 15-bowls and another in 16-other",
    );
  }));

test("a copy of each of the report's slides can be planned together with it", () =>
  withSmallReport(async (project) => {
    const folders = (await readdir(join(repository, "experiments"))).filter((name) => /^\d\d-/.test(name));
    for (const name of folders) {
      for (const number of [name.slice(0, 2), String(Number(name.slice(0, 2)) + 20)]) {
        const copy = join(project.root, "experiments", `${number}${name.slice(2)}`);
        await cp(join(repository, "experiments", name), copy, { recursive: true });
      }
    }
    for (const small of ["01-one", "02-two", "03-three"]) {
      await project.effects.disk.remove(join(project.root, "experiments", small));
    }
    const { code, lines } = await build(project, "--profile quick --explain");
    assert.is(code, 0, lines.join("\n"));
    assert.match(lines.at(-1) ?? "", /^all slides: \d{2,} trials, /, lines.slice(-3).join("\n"));
  }));

test.run();

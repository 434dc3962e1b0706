/** This report as the generator sees it. */
import { defineReport } from "../kit/report.ts";
import { published } from "../lab/data/published.ts";
import { engine } from "../lab/engine/engine.ts";
import { spotChecks } from "../lab/trials/language-runs.ts";
import { searchesOf } from "../lab/tuning/shared-searches.ts";
import { references } from "./references.ts";
import { method } from "./scope.ts";

export const report = defineReport({
  identity: {
    // CITATION.cff and the README have the same title.
    title: "LoRA for pre-training, measured",
    // Names the deck, whose own title is no title of the report.
    subtitle: "The deck “Limitations of LoRA for Pre-training Large Language Models”, tested on small models",
    summary:
      "The claims of a slide deck on low-rank adaptation, measured on small models: figures with intervals, and a verdict for each slide.",
    subject: "deck",
    examined: { title: "Limitations of LoRA for Pre-training Large Language Models" },
  },
  units: [
    ...["nat", "epoch", "token", "character", "parameter", "weight"],
    ...["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "FLOP/s"],
  ],
  live: {
    unit: "nats",
    settings: {
      steps: "# steps",
      "model.dModel": "width #",
      "options.experts": "# experts",
      deadStart: "a start that never learns",
      task: "#",
    },
    note: "The tests of this report compare the bits of such trials in Chromium, Firefox and WebKitGTK, and on Node 20, 22 and 24, all on x64. `npm run audit -- --arm64` compares two short runs on an emulated ARM64 processor.",
  },
  scope: method,
  references,
  published: { module: new URL("../lab/data/published.ts", import.meta.url), data: published },
  searches: { of: searchesOf, chosen: "experiments/lab/chosen-settings.json" },
  recordedRuns: "experiments/lab/recorded-runs.json",
  reproductions: "reproductions",
  spotChecks,
  engine,
});

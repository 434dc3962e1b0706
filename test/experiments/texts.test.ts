import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment as expressiveness } from "../../experiments/07-expressiveness/experiment.ts";
import { experiment as stability } from "../../experiments/09-training-stability/experiment.ts";
import type { TrialTree } from "../../experiments/kit/experiment.ts";
import { configLeaves } from "../../scripts/base/json.ts";
import { figureBlocks, textsOf } from "../../scripts/slides/slide.ts";
import { parseSlideFile, type SlideFile } from "../../scripts/slides/slide-file.ts";
import { discover } from "../../scripts/stages/discover.ts";
import { readExpressions } from "../../scripts/text/expressions.ts";
import { resolveText } from "../../scripts/text/resolve.ts";
import { formatNumber } from "../../scripts/text/typography.ts";
import { trialsOf } from "../../scripts/trials/inputs.ts";
import { effects } from "../helpers/fixture.ts";

const test = suite("slide texts");

const experiments = fileURLToPath(new URL("../../experiments/", import.meta.url));
const folders = readdirSync(experiments).filter((name) => /^\d\d-/.test(name));
const slideOf = (folder: string) => {
  const file = join(experiments, folder, "slide.md");
  return { ...parseSlideFile(readFileSync(file, "utf8"), file), file };
};

/** SHA-256 of each slide's title and text in the deck, without its code, with each run of white space as one space. */
const DECK: Readonly<Record<string, string>> = {
  "01-lora-layer": "9741fc1b6a03f8107ad569b6229cd4e0ffa201d677269fdb45d49f97987fb667",
  "02-parameter-counts": "73ab97e1af6a5816157796b0e76c40ebe118b2daef1e8c2683e1ac16e8399da6",
  "03-parameter-space": "d1f51752793f3890cfcb113470861a3a5b8a8683774c4d27f930f3c269279071",
  "04-computation-time": "18ee1c64fac544fa66a9e991becb7e20028fc45885342e90eb1fd81aa373f554",
  "05-gradient-flow": "c36404f5989661f9a27c0a54a2b9cc5d80ba6bce4329e77030da317a867ea806",
  "06-scalability": "ecf838ff45e1b312290f44329cf5aff3e51b7bbc7769e4485ec9b829c38bacb1",
  "07-expressiveness": "5906029cdf65b3c848870dfa96f8a1c3887c46768b45369dd6d8a429b3697e76",
  "08-global-context": "5a13aa93a594a77307b8bac28001aa5bc8408ca2124997818e701187f3b7b3f4",
  "09-training-stability": "9668b99860c0f2541167430aa88324b7b863a5e0ae5742141f189d98401f6834",
  "10-translation": "c995cbbdee886322dcbd385c864d7aab73f4d3d9ec6773cc791f9b834e1ec47f",
  "11-sentiment": "e609ed8753c926ecad113faeb9346b05afc6d661d9439201ca3a8d01cb8bb6a4",
  "12-alternatives": "d872f8b4103ff33049cf16729a05a18fbfb40b2e8aa9a03dd3a489f40f931f5b",
  "13-role-of-lora": "0b164442e1d0fb2d34decc20825ea08f11e1d1010ddd1e2902e29de78cea36ac",
  "14-resources": "15ebc5ce408c56a4f2668f4930392117b1caebf0598b2f8da9f9c64d60fcaf90",
};

test("the title and text of each of the deck's slides are the deck's, word for word", () => {
  for (const [folder, digest] of Object.entries(DECK)) {
    const { title, deckText } = slideOf(folder);
    const normalised = `${title} ${deckText}`.replace(/\s+/g, " ").trim();
    assert.is(createHash("sha256").update(normalised).digest("hex"), digest, folder);
  }
});

test("each slide has claims or checks, at most four of either, and places the deck's figure where it has one", () => {
  for (const folder of folders) {
    const slide = slideOf(folder);
    const { claims, checks } = slide;
    assert.ok(claims.length + checks.length >= 1, folder);
    assert.ok(claims.length <= 4 && checks.length <= 4, folder);
    const placed = figureBlocks(slide).map(({ name }) => name);
    assert.is(placed.includes("deck"), existsSync(join(experiments, folder, "deck.ts")), folder);
  }
});

test("a threshold that a figure names is that of the main claim", () => {
  for (const [folder, threshold] of [
    ["07-expressiveness", expressiveness.profiles.default.rareThreshold],
    ["09-training-stability", stability.profiles.default.noiseThreshold],
  ] as const) {
    assert.is(slideOf(folder).claims[0]?.rule.than, threshold, folder);
  }
});

/** What a slide claims and checks in our words. */
const statementsOf = ({ claims, checks }: Pick<SlideFile, "claims" | "checks">) =>
  [...claims, ...checks].flatMap(({ says, metric }) =>
    says.how === "quote" ? [metric] : [says.text, metric],
  );

test("each trial of the report that has a seed describes it", async () => {
  for (const { name, experiment } of await discover(effects)) {
    if (experiment === undefined) continue;
    for (const { kind, config, description } of trialsOf(
      experiment.trials(experiment.profiles.quick) as TrialTree,
    )) {
      const { seed } = config as { readonly seed?: number };
      assert.is(description?.seed, seed, `${name}: ${kind}`);
    }
  }
});

/** Numbers of formulas and of names. */
const FORMULAS = /P@1\b|\blog2\b|\b1 - cos\b|\bB = 0\b|\brank 0\b/g;

const profiles = ["quick", "default", "long"] as const;

test("no claim of a build names a number of another profile's settings", async () => {
  for (const slide of await discover(effects)) {
    const configs = profiles.map((profile) => slide.experiment?.profiles[profile]);
    const settings = configs.map((config) => {
      const leaves = [...configLeaves(config).values()].flat().filter((value) => typeof value === "number");
      return new Set(leaves.flatMap((value) => [formatNumber(value), formatNumber(100 * value)]));
    });
    for (const [own, config] of configs.entries()) {
      const scope = { findings: {}, config, references: slide.references };
      const texts = statementsOf(slide).map((source) =>
        resolveText(source, scope, "…").plain.replace(FORMULAS, ""),
      );
      const numbers = texts.flatMap((text) => text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []);
      const foreign = numbers.filter(
        (number) => !settings[own]?.has(number) && settings.some((some) => some.has(number)),
      );
      assert.equal(foreign, [], `${slide.name}, ${profiles[own]}: ${texts.join("; ")}`);
    }
  }
});

test("claims and checks take every number from settings or findings, but those of formulas", () => {
  for (const folder of folders) {
    for (const source of statementsOf(slideOf(folder))) {
      const typed = source.text.replace(/\{\{.*?\}\}/g, "").replace(FORMULAS, "");
      assert.not.match(typed, /\d/, `${folder}:${source.line}`);
    }
  }
});

/** Every number that prose quotes from a paper, and where it stands there. */
const QUOTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  galore: {
    "15.56": "Table 2, full rank, 1B",
    "15.64": "Table 2, GaLore, 1B",
    "19.21": "Table 2, LoRA, 1B",
  },
  lora: {
    "87.2": "Table 2, RoBERTa-base, LoRA, GLUE average",
    "86.4": "Table 2, RoBERTa-base, full, GLUE average",
  },
  biderman: {
    "0.224": "HumanEval, continued training on code, 20 billion tokens, LoRA r = 256",
    "0.263": "HumanEval, continued training on code, 20 billion tokens, full",
    "0.218": "HumanEval, continued training on code, 4 billion tokens, full",
    "0.617": "forgetting average, continued pre-training on code, LoRA r = 256",
    "0.545": "forgetting average, continued pre-training on code, full",
  },
};

test("numbers quoted from papers are those looked up in them", () => {
  for (const folder of folders) {
    for (const { kind, args, where } of textsOf(slideOf(folder)).flatMap(readExpressions)) {
      const [key = "", number] = args;
      if (kind !== "cite" || number === undefined) continue;
      assert.ok(QUOTED[key]?.[number], `${where}: ${number} of ${key} is not among the quoted numbers`);
    }
  }
});

test.run();

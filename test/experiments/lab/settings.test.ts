import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as tuned from "../../../experiments/lab/settings.ts";
import * as searches from "../../../experiments/lab/tuning/searches.ts";
import { codeMistake } from "../../../scripts/base/frames.ts";
import { close } from "../../helpers/close.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("tuned settings");

test("a run without a search is answered with the arms that have one there, and with files and functions that exist", () => {
  try {
    tuned.requiredSettings(tuned.findShared, "d64/400/lora-r8");
    assert.unreachable("nothing was refused");
  } catch (error) {
    const { message, help = "" } = codeMistake(error, "trials()", { file: "", root: repository });
    assert.match(
      message,
      /no search has chosen the settings d64\/400\/lora-r8; at d64\/400 there are .*lora-r4/,
    );
    for (const [, name = ""] of help.matchAll(/\b(languageSearch|settingsIn)\(/g)) {
      assert.type({ ...searches, ...tuned }[name as "languageSearch"], "function", name);
    }
    const [, folder = ""] = /(experiments\/\d\d-[\w-]+)\//.exec(help) ?? [];
    const files = [...help.matchAll(/[\w-]+\.ts\b/g)].map(([file]) => file);
    assert.equal([...new Set(files)], ["searches.ts", "recall-runs.ts"]);
    for (const file of files) assert.ok(existsSync(join(repository, folder, file)), file);
  }
});

test("a place at which nothing was searched has no arms to name", () => {
  assert.throws(
    () => tuned.requiredSettings(tuned.findShared, "d8/4/full"),
    (error: Error) => error.message === "no search has chosen the settings d8/4/full",
  );
});

test("a search tries three rates a factor of two apart, with seeds of its own", () => {
  assert.equal(tuned.ratesAround(0.02), [0.01, 0.02, 0.04]);
  assert.equal(tuned.tuningSeeds, [50, 51, 52]);
});

test("a language model's arm needs both rates", () => {
  const find = () => ({ learningRate: 1, outerLearningRate: 2 });
  assert.equal(tuned.requiredRates(find, "d64/400/full"), { learningRate: 1, outerLearningRate: 2 });
  assert.throws(
    () => tuned.requiredRates(() => ({ learningRate: 1 }), "d64/400/full"),
    /missing outerLearningRate of d64\/400\/full/,
  );
});

test("the sensitivity of a comparison is what the second-best settings lost, summed over its arms", () => {
  const own = {
    a: {
      tried: [
        { losses: [2, 2.2, 2.4] },
        { losses: [2.1, 2.4, 2.4] },
        // A single seed, however low, is no finalist.
        { losses: [1] },
      ],
    },
    b: { tried: [{ losses: [1, 1] }, { losses: [null, 1] }, { losses: [1.5, 1.5] }] },
    alone: { tried: [{ losses: [1] }] },
  };
  close(tuned.tuningMargin(["a"], own), 0.1, 1e-12);
  close(tuned.tuningMargin(["a", "b"], own), 0.6, 1e-12);
  assert.is(tuned.tuningMargin(["alone", "unknown"], own), 0);
});

test("a slide's own choice comes before the shared one, and what nobody chose is undefined", () => {
  const choice = { learningRate: 1 };
  const find = tuned.settingsIn({ "d64/1200/full": { choice } });
  assert.equal(find("d64/1200/full"), choice);
  assert.is.not(find("d64/400/full")?.learningRate, undefined);
  assert.is(find("d64/1/full"), undefined);
  assert.equal(tuned.settingsOf({ own: { choice } })("own"), choice);
  assert.equal(tuned.triedSettings("d64/1/full"), []);
  assert.ok(tuned.triedSettings("d64/1200/full").length > 3);
});

test.run();

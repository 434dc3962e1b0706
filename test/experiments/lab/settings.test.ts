import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as tuned from "../../../experiments/lab/settings.ts";
import * as searches from "../../../experiments/lab/tuning/searches.ts";
import { codeMistake } from "../../../scripts/base/frames.ts";
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
    for (const [, name = ""] of help.matchAll(/\b(\w+(?:Search|In))\(/g)) {
      assert.type({ ...searches, ...tuned }[name as "languageSearch"], "function", name);
    }
    const [, folder = ""] = /(experiments\/\d\d-[\w-]+)\//.exec(help) ?? [];
    const files = [...help.matchAll(/[\w-]+\.ts\b/g)].map(([file]) => file);
    assert.equal([...new Set(files)], ["searches.ts", "coverage-runs.ts"]);
    for (const file of files) assert.ok(existsSync(join(repository, folder, file)), file);
  }
});

test("a place at which nothing was searched has no arms to name", () => {
  assert.throws(
    () => tuned.requiredSettings(tuned.findShared, "d8/4/full"),
    (error: Error) => error.message === "no search has chosen the settings d8/4/full",
  );
});

test("settings move to another length with their part of the warm-up, and to another size with a factor", () => {
  const settings = { learningRate: 0.01, warmupSteps: 120 };
  const to = (steps: number, rateFactor = 1) =>
    tuned.transferred(settings, { rateFactor, steps, fromSteps: 1200 });
  assert.equal(to(400), { learningRate: 0.01, warmupSteps: 40 });
  assert.equal(to(1200, 0.5), { learningRate: 0.005, warmupSteps: 120 });
  assert.is(to(1).warmupSteps, 1, "at least one step");
});

test("a search tries three rates a factor of two apart, 20 steps of warm-up and a tenth of all", () => {
  assert.equal(tuned.ratesAround(0.02), [0.01, 0.02, 0.04]);
  assert.equal(tuned.warmupsOf(1200), [20, 120]);
  assert.equal(tuned.warmupsOf(204), [20]);
  assert.equal(tuned.tuningSeeds, [50, 51, 52]);
});

test("a slide's own choice comes before the shared one, and what nobody chose is undefined", () => {
  const choice = { learningRate: 1, warmupSteps: 2 };
  const find = tuned.settingsIn({ "d64/1200/full": { choice } });
  assert.equal(find("d64/1200/full"), choice);
  assert.is.not(find("d64/400/full")?.learningRate, undefined);
  assert.is(find("d64/1/full"), undefined);
  assert.equal(tuned.settingsOf({ own: { choice } })("own"), choice);
  assert.equal(tuned.triedSettings("d64/1/full"), []);
  assert.ok(tuned.triedSettings("d64/1200/full").length > 3);
});

test.run();

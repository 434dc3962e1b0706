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

test.run();

import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Experiment } from "../../experiments/kit/experiment.ts";

test("every slide lists its trials in every profile, each with a rate that was tuned", async () => {
  const folders = readdirSync("experiments").filter((name) => /^\d\d-/.test(name));
  assert.ok(folders.length >= 14);
  for (const folder of folders) {
    const { experiment }: { experiment: Experiment } = await import(
      `../../experiments/${folder}/experiment.ts`
    );
    for (const config of Object.values(experiment.profiles)) {
      assert.not.throws(() => experiment.trials(config), folder);
    }
  }
});

test.run();

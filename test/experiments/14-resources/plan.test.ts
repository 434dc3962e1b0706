import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment as layer } from "../../../experiments/01-lora-layer/experiment.ts";
import { experiment as role } from "../../../experiments/13-role-of-lora/experiment.ts";
import { experiment } from "../../../experiments/14-resources/experiment.ts";
import { references } from "../../../experiments/14-resources/references.ts";
import { addedArms } from "../../../experiments/14-resources/runs.ts";
import type { Trial } from "../../../experiments/kit/trial.ts";
import { loraArm } from "../../../experiments/lab/arms.ts";
import { adaptedArms } from "../../../experiments/lab/trials/adaptation.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";

const test = suite("the plan of the resources");

const { quick, default: config, long } = experiment.profiles;

test("papers have arXiv's year", () => yearsMatch(references));

const isBuilt = (trial: Trial) => !("optional" in trial);

test("a build has four seeds of what other slides train, and three of the rank of published trials", () => {
  const { full, low, high, whole, stages } = experiment.trials(config);
  assert.equal(
    [full, low, high, whole].map(({ length }) => length),
    [4, 4, 3, 4],
  );
  assert.equal(
    [stages.frozen, stages.fullMiddle, stages.frozenMiddle, stages.fineFull, stages.fineLora].map(
      ({ length }) => length,
    ),
    [3, 3, 3, 3, 3],
  );
  assert.equal([config.rank, config.highRank, config.galoreRanks], [4, 16, [16, 32]]);
  assert.equal(adaptedArms.r16.trains, loraArm(config.highRank).trains);
  assert.is(trialsOf(experiment.trials(quick)).filter(isBuilt).length, 9);
  assert.equal(long, config);
});

test("what the literature adds is recorded: GaLore at two ranks, APOLLO-Mini, ReLoRA and a warm start", () => {
  assert.equal(
    addedArms(config).map(({ name }) => name),
    ["GaLore r = 16", "GaLore r = 32", "APOLLO-Mini", "ReLoRA r = 4", "warm start, r = 4"],
  );
  const { added, ranks, highRecorded, stages } = experiment.trials(config);
  const { loraMiddle, longerFull, longerLora } = stages;
  const recorded = trialsOf({ added, ranks, highRecorded, loraMiddle, longerFull, longerLora });
  assert.ok(recorded.every((trial) => !isBuilt(trial)));
  assert.equal(config.recordedRanks, [1, 2, 8, 32]);
});

test("slide 14 trains nothing that slides 1, 3 and 13 do not train", () => {
  const configOf = ({ config: of }: Trial) => JSON.stringify(of);
  const known = new Set(
    [...trialsOf(layer.trials(layer.profiles.default)), ...trialsOf(role.trials(role.profiles.default))].map(
      configOf,
    ),
  );
  const { whole, ...others } = experiment.trials(config);
  const own = trialsOf(others).filter(isBuilt);
  assert.equal(own.filter((trial) => !known.has(configOf(trial))).map(configOf), []);
  assert.is(whole.length, 4);
});

test.run();

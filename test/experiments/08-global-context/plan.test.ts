import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/08-global-context/deck.ts";
import { experiment, trainedArms } from "../../../experiments/08-global-context/experiment.ts";
import {
  contextLength,
  recallArms,
  recallSearchName,
  recallSetup,
} from "../../../experiments/08-global-context/recall-runs.ts";
import { searches } from "../../../experiments/08-global-context/searches.ts";
import { fullArm, type TunedArm } from "../../../experiments/lab/arms.ts";
import { countParameters } from "../../../experiments/lab/nn/costs.ts";
import { coreTraining, reportSeeds } from "../../../experiments/lab/setup.ts";
import { languageRun } from "../../../experiments/lab/trials/language-runs.ts";
import { secondsPerStep } from "../../../experiments/lab/trials/pretrain.ts";
import { close } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the global context");

const { quick, default: config, long } = experiment.profiles;

test("the deck's graph links each of four layers with each other, the neighbours by LoRA", () => {
  const links = deck.tables["deck-links"] ?? [];
  assert.equal(links.map(({ from, to }) => `${from}-${to}`).sort(), [
    "Layer1-Layer2",
    "Layer1-Layer3",
    "Layer1-Layer4",
    "Layer2-Layer3",
    "Layer2-Layer4",
    "Layer3-Layer4",
  ]);
  assert.equal(
    links.filter(({ label }) => label === "LoRA").map(({ from, to }) => `${from}-${to}`),
    ["Layer1-Layer2", "Layer2-Layer3", "Layer3-Layer4"],
  );
  assert.equal(
    links.map(({ directed }) => directed),
    [false, false, false, false, false, false],
  );
  deckMatchesGolden(deck, import.meta.url);
});

test("three arms recall with four seeds, and three models of the longest training read natural text with three", () => {
  assert.equal(countKinds(experiment.trials(config)), { recall: 12, "context-length": 9 });
  assert.equal(countKinds(experiment.trials(quick)), { recall: 3, "context-length": 3 });
  assert.equal(config.seeds, reportSeeds(4));
  assert.equal(config.characters, [1, 2, 4, 8, 16, 24]);
  assert.is(long.recall.steps, 1200);
  const read = experiment.trials(config).text.flatMap((ofArm) => ofArm.map(({ inputs }) => inputs.model));
  const steps = new Set(read.map((run) => run !== undefined && "steps" in run.config && run.config.steps));
  assert.equal([...steps], [3600]);
});

test("settings that texts show are those of the arms and the task", () => {
  const { rank, highRank, recall } = config;
  assert.equal(recallArms.everywhere.trains, { kind: "lora", rank, alpha: rank });
  assert.equal(recallArms.highRank.trains, { kind: "lora", rank: highRank, alpha: highRank });
  const { oneLayerRank, block } = recall;
  assert.equal(recallArms.oneBlock.trains, {
    kind: "lora",
    rank: oneLayerRank,
    alpha: oneLayerRank,
    targetLayers: [block - 1],
  });
  assert.equal([recall.symbols, recall.blockLengths, recall.contextLength], [32, [8, 15], 32]);
  assert.equal(recallSetup.model, coreTraining.model);
  assert.equal([recallSetup.batchSize, recall.steps], [16, 1200]);
});

test("LoRA in one block trains as many weights as LoRA in both", () => {
  const model = { ...recallSetup.model, vocabSize: 32 };
  const trained = ({ trains }: TunedArm) => countParameters(model, trains).trainedBody;
  assert.is(trained(recallArms.oneBlock), trained(recallArms.everywhere));
});

test("every arm is searched, those that only the search shows too", () => {
  const arms = [...trainedArms, recallArms.highRank, recallArms.frozen];
  assert.equal(
    searches.map(({ name }) => name),
    arms.map(recallSearchName),
  );
});

test("reading takes a second, and a third of a training step for its characters", () => {
  const { model } = coreTraining;
  const listed = { model, evaluatedOn: "test" as const, finalWindows: 320, characters: [1, 3, 6] };
  const read = languageRun(fullArm, { length: "long", seed: 300 }, config);
  const { estimatedSeconds } = contextLength(listed, { model: read });
  close(estimatedSeconds, 1 + secondsPerStep({ model, batchSize: 100 }) / 3, 1e-12);
});

test.run();

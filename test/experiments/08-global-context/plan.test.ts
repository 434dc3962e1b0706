import { suite } from "uvu";
import * as assert from "uvu/assert";
import { coverageArms } from "../../../experiments/08-global-context/coverage-runs.ts";
import { deck } from "../../../experiments/08-global-context/deck.ts";
import { contextGain, experiment } from "../../../experiments/08-global-context/experiment.ts";
import { searches, searchesOf } from "../../../experiments/08-global-context/searches.ts";
import type { TunedArm } from "../../../experiments/lab/arms.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the global context");

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

test("eight seeds of three arms, three of the others, here and on the new domain", () => {
  const { rank, lateShare } = experiment.profiles.default;
  assert.equal({ rank, lateShare }, { rank: 4, lateShare: 0.25 });
  // 3 x 8 + 3 frozen, 4 x 3 short; 4 x 3 adapted.
  assert.equal(countKinds(experiment.trials(experiment.profiles.default)), { pretrain: 39, adaptation: 12 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.quick)), { pretrain: 8, adaptation: 4 });
});

test("adapters in fewer places have a rank that makes up for it", () => {
  const { oneLayer, queryValue, feedForward, everywhere } = coverageArms();
  const rankOf = ({ trains }: TunedArm) => (trains.kind === "full" ? undefined : trains.rank);
  // Inputs and outputs of d x d are 2 d, of the feed-forward layers 5 d: 18 d of a block everywhere.
  assert.equal([everywhere, oneLayer, queryValue, feedForward].map(rankOf), [
    4,
    2 * 4,
    (4 * 18) / 4,
    Math.round((4 * 18) / 10),
  ]);
});

test("the gain takes one position at least, and none is an error", () => {
  assert.is(contextGain([5, 2, 1], 0.25), 4);
  assert.throws(() => contextGain([], 0.25), /no position was measured/);
});

test("the arms of this slide are searched for around 0.01, in every profile", () => {
  for (const { rates } of searches.slice(0, 3)) assert.equal(rates, [0.005, 0.01, 0.02]);
  assert.is(searchesOf("paper").length, 4);
});

test.run();

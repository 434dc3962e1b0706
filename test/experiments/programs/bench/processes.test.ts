import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { BenchEngine } from "../../../../experiments/programs/bench/measure.ts";
import { compareEngines, startMeasuring } from "../../../../experiments/programs/bench/processes.ts";

const test = suite("processes that measure");

for (const engine of ["stock", "wasm"] as const) {
  test(`a training step of the report's model runs on ${engine}`, async () => {
    const measuring = await startMeasuring(engine);
    assert.ok(typeof measuring !== "string", String(measuring));
    for (const arm of ["full", "lora"] as const) {
      const seconds = await measuring.measure({ model: "core", arm });
      assert.ok(seconds > 0 && Number.isFinite(seconds));
    }
    measuring.end();
  });
}

test("engines take turns, and a machine that gets busy leaves their ratios", async () => {
  // The first round, which warms up, is slow on one engine only.
  const load = [1, 1, 8, 2, 1, 4];
  const turns: string[] = [];
  const engineOf = (engine: BenchEngine, seconds: number) => {
    let round = 0;
    return {
      engine,
      measure: async () => {
        turns.push(engine);
        const warmUp = round === 0 && engine === "stock" ? 100 : 1;
        return seconds * warmUp * (load[round++] ?? 1);
      },
      end: () => {},
    };
  };
  const compared = await compareEngines(
    [engineOf("wasm", 0.5), engineOf("stock", 5)],
    { model: "core", arm: "full" },
    5,
  );
  assert.equal(turns.slice(0, 4), ["wasm", "stock", "wasm", "stock"]);
  assert.equal(compared, [
    { engine: "wasm", seconds: 1, ratio: { median: 1, quartiles: [1, 1] } },
    { engine: "stock", seconds: 10, ratio: { median: 10, quartiles: [10, 10] } },
  ]);
});

test.run();

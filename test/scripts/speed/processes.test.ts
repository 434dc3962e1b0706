import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startMeasuring } from "../../../scripts/speed/processes.ts";

const test = suite("processes that measure");

for (const engine of ["stock", "wasm"] as const) {
  test(`a training step of the report's model runs on ${engine}`, async () => {
    const measuring = await startMeasuring(engine);
    assert.ok(typeof measuring !== "string", String(measuring));
    for (const arm of ["full", "lora"] as const) {
      const { seconds } = await measuring.measure({ kind: "step", model: "core", arm });
      assert.ok(seconds > 0 && Number.isFinite(seconds));
    }
    measuring.end();
  });
}

test.run();

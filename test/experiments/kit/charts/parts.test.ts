import { suite } from "uvu";
import * as assert from "uvu/assert";
import { axisToLast, logAxis, quantityChannel } from "../../../../experiments/kit/charts/parts.ts";

const test = suite("axes");

test("a logarithmic axis has its labels where they are asked for", () => {
  const { field, scale, axis } = quantityChannel(
    logAxis("rank", "rank r", { domain: [1, 64], format: "d", values: [1, 8, 64] }),
  );
  assert.is(field, "rank");
  assert.is(scale.type, "log");
  assert.equal("domain" in scale && scale.domain, [1, 64]);
  assert.equal([axis.title, "values" in axis && axis.values], ["rank r", [1, 8, 64]]);
  assert.equal(logAxis("rank", "rank r"), { field: "rank", title: "rank r", scale: "log" });
});

test("an axis to the last value ends with the longest line", () => {
  const rows = [
    { arm: "full", step: 0 },
    { arm: "full", step: 1200 },
    { arm: "lora", step: 400 },
  ];
  assert.equal(axisToLast("step", "steps", rows), { field: "step", title: "steps", domain: [0, 1200] });
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Figure, FigureSpec, Results } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../../scripts/base/errors.ts";
import { createMemory } from "../../../scripts/bundling/cached.ts";
import { draw } from "../../../scripts/stages/draw.ts";
import { record } from "../../../scripts/stages/record.ts";
import { effects, facts } from "../../helpers/fixture.ts";
import { measuredSlide, slide } from "../../helpers/fixture-slide.ts";

const test = suite("draw");

/** A rule through its text. */
const unreadable = (text: string): Figure => {
  const y = { value: 40 };
  const spec = {
    data: { values: [{}] },
    layer: [
      { mark: { type: "text", text }, encoding: { x: { value: 60 }, y } },
      { mark: { type: "rule", color: "#0062a8" }, encoding: { y } },
    ],
  };
  return { spec: spec as FigureSpec };
};

test("one error names the unreadable texts of all figures, and none of these drawings is kept", async () => {
  const figures = { loss: unreadable("the loss"), final: unreadable("the end") };
  const measured = measuredSlide({ results: { ...(slide.results as Results), figures: () => figures } });
  const kept: string[] = [];
  const cached = async (kind: string, _key: unknown, make: () => Promise<Uint8Array>) => {
    const value = await make();
    kept.push(kind);
    return value;
  };
  try {
    const { slides } = await record([measured], facts, effects);
    await draw(slides, { cached, keep: createMemory() });
    assert.unreachable("the figures were drawn");
  } catch (error) {
    assert.instance(error, ReportError);
    const { message } = error as ReportError;
    assert.match(message, /09-loss: text "the loss": is crossed by rule #0062a8 at \d+, \d+/);
    assert.match(message, /09-final: text "the end": is crossed by rule #0062a8 at \d+, \d+/);
  }
  assert.equal(kept, ["figures"], "only the deck's figure");
});

test.run();

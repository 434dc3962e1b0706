import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createMemory, keepSame } from "../../../scripts/bundling/cached.ts";

const test = suite("memory");

test("a value is made again only if its inputs differ, functions and data alike", () => {
  const keep = createMemory();
  let made = 0;
  const make = (...inputs: unknown[]) => keep("a name", inputs, () => ++made);
  const render = () => "a page";
  assert.equal([make({ seeds: [1, 2] }, render), make({ seeds: [1, 2] }, render)], [1, 1]);
  assert.is(make({ seeds: [1, 3] }, render), 2);
  assert.is(
    make({ seeds: [1, 3] }, () => "a page"),
    3,
  );
  assert.is(
    keep("another name", [1], () => "other"),
    "other",
  );
});

test("what could not be made is not kept", async () => {
  const keep = createMemory();
  const fail = () => Promise.reject(new Error("a mistake"));
  await keep("a name", [1], fail).catch(() => {});
  assert.is(await keep("a name", [1], async () => "mended"), "mended");
  assert.throws(() =>
    keep("another", [1], () => {
      throw new Error("a mistake");
    }),
  );
  assert.is(
    keep("another", [1], () => "mended"),
    "mended",
  );
});

test("an equal object is replaced by the earlier one", () => {
  const keep = createMemory();
  const first = keepSame("a name", { seeds: [1] }, keep);
  assert.is(keepSame("a name", { seeds: [1] }, keep), first);
  assert.is.not(keepSame("a name", { seeds: [2] }, keep), first);
});

test.run();

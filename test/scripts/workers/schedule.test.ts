import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSchedule, type ScheduledTrial } from "../../../scripts/workers/schedule.ts";

function trial(key: string, more: Partial<ScheduledTrial> = {}): ScheduledTrial {
  return { key, inputs: [], module: "m", measuresTime: false, seconds: 10, ...more };
}

/** The keys in the order in which a worker takes them, finishing each before the next. */
function order(trials: readonly ScheduledTrial[]): string[] {
  const schedule = createSchedule(trials);
  const keys: string[] = [];
  for (let next = schedule.take(undefined); next !== undefined; next = schedule.take(next.module)) {
    keys.push(next.key);
    schedule.finish(next.key);
  }
  return keys;
}

test("the longest trials come first", () => {
  const trials = [trial("b", { seconds: 20 }), trial("c"), trial("a", { seconds: 30 })];
  assert.equal(order(trials), ["a", "b", "c"]);
});

test("a trial is ranked by the longest chain of trials that depends on it", () => {
  const trials = [
    trial("alone", { seconds: 25 }),
    trial("base", { seconds: 10 }),
    trial("then", { seconds: 10, inputs: ["base"] }),
    trial("last", { seconds: 10, inputs: ["then"] }),
  ];
  assert.equal(order(trials), ["base", "alone", "then", "last"]);
});

test("nothing starts before its inputs have finished", () => {
  const schedule = createSchedule([trial("base"), trial("next", { inputs: ["base"], seconds: 99 })]);
  assert.is(schedule.take(undefined)?.key, "base");
  assert.is(schedule.take(undefined), undefined);
  schedule.finish("base");
  assert.is(schedule.take(undefined)?.key, "next");
});

test("an input that is not scheduled counts as finished", () => {
  assert.equal(order([trial("next", { inputs: ["stored"] })]), ["next"]);
});

test("measuresTime trials run alone, one by one, after the others", () => {
  const schedule = createSchedule([
    trial("timed", { measuresTime: true, seconds: 99 }),
    trial("timed too", { measuresTime: true, seconds: 98 }),
    trial("one"),
    trial("two"),
  ]);
  assert.is(schedule.take(undefined)?.key, "one");
  assert.is(schedule.take(undefined)?.key, "two");
  schedule.finish("one");
  assert.is(schedule.take(undefined), undefined, "two is still running");
  schedule.finish("two");
  assert.is(schedule.take(undefined)?.key, "timed");
  assert.is(schedule.take(undefined), undefined, "nothing runs during a timed trial");
  schedule.finish("timed");
  assert.is(schedule.take(undefined)?.key, "timed too");
});

test("a worker prefers short trials of its loaded module, but takes long trials first", () => {
  const short = [trial("x1", { module: "x", seconds: 2 }), trial("y1", { module: "y", seconds: 1 })];
  assert.is(createSchedule(short).take("y")?.key, "y1");
  assert.is(createSchedule(short).take(undefined)?.key, "x1");
  const long = [trial("x1", { module: "x", seconds: 60 }), trial("y1", { module: "y", seconds: 1 })];
  assert.is(createSchedule(long).take("y")?.key, "x1");
});

test("a failure drops the trials that depend on it, and no others", () => {
  const schedule = createSchedule([
    trial("base"),
    trial("next", { inputs: ["base"] }),
    trial("last", { inputs: ["other", "next"] }),
    trial("other", { seconds: 1 }),
  ]);
  assert.is(schedule.take(undefined)?.key, "base");
  assert.equal(schedule.fail("base"), ["next", "last"]);
  assert.is(schedule.take(undefined)?.key, "other");
  schedule.finish("other");
  assert.is(schedule.take(undefined), undefined);
});

test.run();

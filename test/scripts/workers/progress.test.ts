import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { createProgress } from "../../../scripts/workers/progress.ts";
import {
  createColorTerminal,
  createManualClock,
  createMemoryEffects,
  createRecordedTerminal,
} from "../../helpers/memory-effects.ts";

function trial(kind: string, config: { readonly arm: string; readonly seed: number }): KeyedTrial {
  const components = {
    profile: "default",
    kind,
    code: "",
    packages: {},
    kernels: null,
    engine: "cpu",
    node: null,
    config,
    inputs: {},
    machine: null,
  } as const;
  return {
    key: kind + JSON.stringify(config),
    identity: "",
    trial: {
      kind,
      module: "",
      measuresTime: false,
      data: [],
      estimatedSeconds: 1,
      config,
      inputs: {},
      description: { arm: config.arm, seed: config.seed, minor: ["arm", "seed"] },
    },
    inputs: {},
    components,
    bundle: { hash: "", file: "", write: async () => {}, packages: [], sources: {} },
  };
}

const long = trial("pretrain", { arm: "full", seed: 1 });
const two = trial("pretrain", { arm: "lora", seed: 1 });
const expected = new Map([
  [long, 60],
  [two, 30],
]);

function start(isTerminal: boolean, terminal = createRecordedTerminal(isTerminal)) {
  const clock = createManualClock();
  const progress = createProgress(2, { ...createMemoryEffects(), clock, terminal });
  progress.begin(3, expected);
  return { clock, terminal, progress };
}

test("a plain log has a line for each finished trial, named by the settings that distinguish it", () => {
  const { terminal, progress } = start(false);
  progress.start(long);
  progress.finish(long, { state: "ran", result: 1, digest: "", seconds: 61.2 });
  progress.finish(two, { state: "failed", cause: "no memory\nmore" });
  assert.equal(terminal.lines, [
    "2 trials to run, 3 stored: about 45.0 s with 2 workers",
    "[1/2] pretrain: full, seed 1  1 min 01 s",
    "[2/2] pretrain: lora, seed 1  FAILED: no memory",
  ]);
});

test("a failure is marked as an error", () => {
  const { terminal, progress } = start(false, createColorTerminal());
  progress.finish(two, { state: "failed", cause: "no memory" });
  assert.match(terminal.lines.at(-1) ?? "", "<error>FAILED:</error> no memory");
});

test("a plain log is never silent for more than 15 seconds while trials run", () => {
  const { clock, terminal, progress } = start(false);
  progress.start(long);
  for (let minute = 0; minute < 4; minute++) {
    const before = terminal.lines.length;
    clock.advance(15_000);
    assert.ok(terminal.lines.length > before);
  }
  assert.is(terminal.lines.at(-1), "[0/2] about 45.0 s left: pretrain: full, seed 1");
  progress.end();
  const ended = terminal.lines.length;
  clock.advance(60_000);
  assert.is(terminal.lines.length, ended, "silent when nothing runs");
});

test("on a terminal the live line shows the count, the running trials with their progress, and the time left", () => {
  const { clock, terminal, progress } = start(true);
  progress.start(long);
  progress.start(two);
  clock.advance(29_750);
  progress.progress(long, 0.5);
  clock.advance(250);
  assert.is(
    terminal.liveLines.at(-1),
    "[0/2] about 30.0 s left: pretrain: full, seed 1 50% · pretrain: lora, seed 1",
  );
  progress.finish(two, { state: "ran", result: 1, digest: "", seconds: 30 });
  progress.progress(long, 0.6);
  clock.advance(6_000);
  assert.is(terminal.liveLines.at(-1), "[1/2] about 24.0 s left: pretrain: full, seed 1 60%");
  progress.end();
  assert.is(terminal.liveLines.at(-1), "", "the live line is removed");
});

test("the time left learns from trials that took longer than expected, but not from short ones alone", () => {
  const { clock, terminal, progress } = start(false);
  progress.start(long);
  progress.finish(long, { state: "ran", result: 1, digest: "", seconds: 180 });
  clock.advance(15_000);
  // 30 s were expected of the other, and (180 + 10) / (60 + 10) is the pace.
  assert.is(terminal.lines.at(-1), "[1/2] about 1 min 21 s left: ");
  progress.end();

  const short = new Map([
    [long, 0.1],
    [two, 60],
  ]);
  progress.begin(0, short);
  progress.finish(long, { state: "ran", result: 1, digest: "", seconds: 2 });
  clock.advance(15_000);
  assert.is(terminal.lines.at(-1), "[1/2] about 1 min 11 s left: ");
  progress.end();
});

test("a trial far past its estimate is named with its time, in a plain log and on a terminal", () => {
  for (const isTerminal of [false, true]) {
    const { clock, terminal, progress } = start(isTerminal);
    progress.begin(
      0,
      new Map([
        [long, 0.2],
        [two, 60],
      ]),
    );
    progress.start(long);
    progress.start(two);
    terminal.lines.length = 0;
    const named = () => terminal.lines.filter((line) => line.startsWith("[0/2] running for"));
    clock.advance(29_000);
    assert.equal(named(), []);
    clock.advance(2_000);
    assert.match(
      named()[0] ?? "",
      /^\[0\/2\] running for 3[01]\.\d s, expected 0\.2 s: pretrain: full, seed 1/,
    );
    assert.is(terminal.lines.filter((line) => /running.*lora/.test(line)).length, 0);
    if (!isTerminal) continue;
    assert.is(
      terminal.liveLines.at(-1),
      "[0/2] running for 31.0 s, expected 0.2 s: pretrain: full, seed 1 · about 30.1 s left: pretrain: lora, seed 1",
    );
    progress.end();
  }
});

test("it is named again when its time has doubled, however many other trials end meanwhile", () => {
  const { clock, terminal, progress } = start(false);
  const shorts = Array.from({ length: 900 }, (_, seed) => trial("short", { arm: "full", seed }));
  progress.begin(0, new Map([[long, 0.2], ...shorts.map((short) => [short, 1] as const)]));
  progress.start(long);
  for (const short of shorts) {
    progress.start(short);
    clock.advance(1_000);
    progress.finish(short, { state: "ran", result: 1, digest: "", seconds: 1 });
  }
  const times = terminal.lines.flatMap((line) => /running for (.*), expected/.exec(line)?.[1] ?? []);
  assert.equal(times, ["30.0 s", "1 min 00 s", "2 min 00 s", "4 min 00 s", "8 min 00 s"]);
});

test("a trial that takes long, but not far longer than expected, is not named so", () => {
  const { clock, terminal, progress } = start(false);
  progress.start(long);
  clock.advance(590_000);
  assert.is(terminal.lines.filter((line) => line.includes("running for")).length, 0);
  clock.advance(15_000);
  assert.match(terminal.lines.at(-1) ?? "", /running for 10 min 0\d s, expected 1 min 00 s: pretrain: full/);
});

test("nothing is printed if there is nothing to run", () => {
  const { terminal, progress, clock } = start(false);
  terminal.lines.length = 0;
  progress.end();
  createProgress(2, { ...createMemoryEffects(), clock, terminal }).begin(3, new Map());
  clock.advance(60_000);
  assert.equal(terminal.lines, []);
});

test.run();

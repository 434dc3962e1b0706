import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Effects, WorkerEnd, WorkerStart } from "../../../scripts/base/effects.ts";
import {
  createWorkerHandle,
  type RunMessage,
  type TrialReply,
} from "../../../scripts/workers/worker-handle.ts";
import { createManualClock, createMemoryEffects } from "../../helpers/memory-effects.ts";

const limits = { heapMegabytes: 100, residentMegabytes: 200, idleMegabytes: 50, seconds: Infinity };

/** A worker without a process: the test decides what it answers and when it ends. */
interface FakeWorker {
  readonly start: WorkerStart;
  readonly received: object[];
  killed: boolean;
}

function createFakes(): { effects: Effects; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const effects: Effects = {
    ...createMemoryEffects(),
    startWorker(start) {
      const worker: FakeWorker = { start, received: [], killed: false };
      workers.push(worker);
      return {
        pid: workers.length,
        send: (message) => void worker.received.push(message),
        kill() {
          worker.killed = true;
        },
      };
    },
  };
  return { effects, workers };
}

function message(key: string, module = "file:///a.mjs"): RunMessage {
  return { key, module, config: {}, inputs: {}, engine: "cpu", measuresTime: false, storeFolder: "/store" };
}

const done: TrialReply = { type: "done", seconds: 1, residentBytes: 1e6 };
const crash: WorkerEnd = { code: null, signal: "SIGSEGV", stderr: "" };

/** Runs a trial on a new handle; `answer` plays its worker. */
async function replyOf(answer: (worker: FakeWorker) => void) {
  const { effects, workers } = createFakes();
  const handle = createWorkerHandle("worker.mjs", limits, effects);
  const reply = handle.run(message("one"), () => {});
  for (const worker of workers) answer(worker);
  return { reply: await reply, handle, workers };
}

test("a worker is kept for the next trial of its module", async () => {
  const { handle, workers } = await replyOf(({ start }) => start.onMessage(done));
  const second = handle.run(message("two"), () => {});
  workers[0]?.start.onMessage(done);
  assert.equal(await second, done);
  assert.is(workers.length, 1);
  assert.equal(workers[0]?.received, [message("one"), message("two")]);
});

test("a trial of another module gets a new worker", async () => {
  const { handle, workers } = await replyOf(({ start }) => start.onMessage(done));
  void handle.run(message("two", "file:///b.mjs"), () => {});
  assert.equal(
    workers.map(({ killed }) => killed),
    [true, false],
  );
  assert.is(handle.module, "file:///b.mjs");
});

test("a trial that runs alone gets a new worker, whatever ran before", async () => {
  const { handle, workers } = await replyOf(({ start }) => start.onMessage(done));
  const second = handle.run(message("two"), () => {}, true);
  workers[1]?.start.onMessage(done);
  assert.equal(await second, done);
  assert.equal(
    workers.map(({ killed, received }) => [killed, received]),
    [
      [true, [message("one")]],
      [false, [message("two")]],
    ],
  );
});

test("a worker is replaced after a failed trial, and when it holds too much memory", async () => {
  for (const reply of [
    { type: "failed", cause: "because" },
    { ...done, residentBytes: 51e6 },
  ] as const) {
    const { handle, workers } = await replyOf(({ start }) => start.onMessage(reply));
    assert.is(workers[0]?.killed, true);
    assert.is(handle.module, undefined);
    void handle.run(message("two"), () => {});
    assert.is(workers.length, 2);
  }
});

test("a trial fails with the reason if its worker ends in the middle of it", async () => {
  const ends: readonly [Partial<WorkerEnd>, string][] = [
    [{}, "its process was ended by SIGSEGV"],
    [{ signal: null, code: 3 }, "its process exited with code 3"],
    [{ signal: null, code: 1, stderr: "first\nlast\n" }, "its process exited with code 1: last"],
    [{ stderr: "JavaScript heap out of memory\n 1: frame" }, "out of memory: its heap grew beyond 100 MB"],
    [{ stderr: "out of memory: 201 MB resident" }, "out of memory: its process grew beyond 200 MB"],
  ];
  for (const [end, cause] of ends) {
    const { reply } = await replyOf(({ start }) => start.onEnd({ ...crash, ...end }));
    assert.equal(reply, { type: "failed", cause });
  }
});

test("the end of a replaced worker does not fail the trial of the new one", async () => {
  const { handle, workers } = await replyOf(({ start }) =>
    start.onMessage({ type: "failed", cause: "because" }),
  );
  const second = handle.run(message("two"), () => {});
  workers[0]?.start.onEnd(crash);
  workers[1]?.start.onMessage(done);
  assert.equal(await second, done);
});

test("closing a handle stops its trial, whose late messages are ignored", async () => {
  const { effects, workers } = createFakes();
  const handle = createWorkerHandle("worker.mjs", limits, effects);
  const reply = handle.run(message("one"), () => {});
  handle.close();
  assert.equal(await reply, { type: "stopped" });
  assert.is(workers[0]?.killed, true);
  const second = handle.run(message("two"), () => {});
  workers[0]?.start.onEnd({ ...crash, signal: "SIGKILL" });
  workers[1]?.start.onMessage(done);
  assert.equal(await second, done);
});

test("a trial that exceeds its time fails, and the next one has its full time", async () => {
  const clock = createManualClock();
  const fakes = createFakes();
  const handle = createWorkerHandle("worker.mjs", { ...limits, seconds: 90 }, { ...fakes.effects, clock });
  const first = handle.run(message("one"), () => {});
  clock.advance(80_000);
  fakes.workers[0]?.start.onMessage(done);
  assert.equal(await first, done);
  const second = handle.run(message("two"), () => {});
  clock.advance(80_000);
  assert.is(fakes.workers[0]?.killed, false);
  clock.advance(10_000);
  assert.equal(await second, { type: "failed", cause: "not finished after 1 min 30 s, its time limit" });
  assert.is(fakes.workers[0]?.killed, true);
});

test("progress is passed on", async () => {
  const { effects, workers } = createFakes();
  const fractions: number[] = [];
  const handle = createWorkerHandle("worker.mjs", limits, effects);
  const reply = handle.run(message("one"), (fraction) => void fractions.push(fraction));
  workers[0]?.start.onMessage({ type: "progress", fraction: 0.5 });
  workers[0]?.start.onMessage(done);
  await reply;
  assert.equal(fractions, [0.5]);
});

test.run();

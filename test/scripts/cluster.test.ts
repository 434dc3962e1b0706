import { test } from "uvu";
import * as assert from "uvu/assert";
import { cluster } from "../../scripts/cluster.ts";
import { readCommandLine, runCommand } from "../../scripts/system/command.ts";
import { tune } from "../../scripts/tune.ts";
import { build, withSmallReport } from "../helpers/build.ts";
import { createMemoryEffects } from "../helpers/memory-effects.ts";
import { mistakeOf } from "../helpers/mistakes.ts";
import type { Project } from "../helpers/project.ts";
import { longSearch } from "../helpers/small-report.ts";

const { machine } = createMemoryEffects();
const parse = (line: string) => readCommandLine(cluster, line.split(" ").filter(Boolean), machine);

async function run({ effects, terminal }: Project, line: string) {
  terminal.lines.length = 0;
  const code = await runCommand(cluster, line.split(" "), effects);
  return { code, lines: [...terminal.lines] };
}

test("its options are read, and values that a shell would interpret are errors", async () => {
  const written = {
    action: "write",
    profile: "default",
    shards: 40,
    partition: undefined,
    time: undefined,
    timing: true,
    after: undefined,
  };
  assert.equal(parse("--engine slurm"), written);
  assert.equal(parse("status --profile long"), { ...written, action: "status", profile: "long" });
  assert.equal(
    parse("--engine slurm --shards 8 --partition long,short --time 1-12:30 --no-timing --submit"),
    {
      action: "submit",
      profile: "default",
      shards: 8,
      partition: "long,short",
      time: "1-12:30",
      timing: false,
      after: undefined,
    },
  );
  for (const [line, message] of [
    ["", "missing option: --engine slurm, or the argument status"],
    ["--engine slrum", "invalid --engine: slrum; did you mean slurm?"],
    ["statsu", "invalid action: statsu; did you mean status?"],
    ["--engine slurm --shards 0", "invalid --shards: 0; expected a whole number from 1 to 9999"],
    ["--engine slurm --partition $(id)", "invalid --partition: $(id); expected names such as long,short"],
    [
      "--engine slurm --time soon",
      "invalid --time: soon; expected minutes, hours:minutes:seconds or days-hours",
    ],
  ] as const) {
    assert.is(await mistakeOf(() => parse(line)), message);
  }
});

test("it writes jobs for the waves that have something to compute, and prints what they would do", () =>
  withSmallReport(async (project) => {
    const { code, lines } = await run(project, "--engine slurm --shards 2 --partition long");
    assert.is(code, 0);
    assert.equal(lines.slice(0, 2), [
      "wave 1: 3 trials, 0 stored; 3 missing, 3.0 s on one core, longest shard 2.0 s",
      "wave 2: 3 trials, 0 stored; 3 missing, 3.0 s on one core, longest shard 2.0 s",
    ]);
    assert.match(
      lines[2] ?? "",
      /^written: .*submit\.sh and the jobs that it submits: 2 waves of 2 tasks, then the report$/,
    );
    const shard = await project.read(".cache/cluster/default/shard.sh");
    assert.match(shard, "#SBATCH --array=1-2");
    assert.match(shard, "#SBATCH --partition=long");
    assert.match(shard, '--profile default --shard "$SLURM_ARRAY_TASK_ID/2" --jobs 1');
    const submit = await project.read(".cache/cluster/default/submit.sh");
    assert.is(submit.match(/sbatch/g)?.length, 3);

    for (const line of ["--shard 1/2", "--shard 2/2", "--shard 1/2", "--shard 2/2"])
      await build(project, line);
    assert.equal((await run(project, "status")).lines, [
      "wave 1: 3 trials, 3 stored; done",
      "wave 2: 3 trials, 3 stored; done",
    ]);
    await run(project, "--engine slurm --shards 2");
    assert.is(
      (await project.read(".cache/cluster/default/submit.sh")).match(/sbatch/g)?.length,
      1,
      "the report's",
    );
  }));

test("while searches are open, a round of them is submitted, and a job after it that submits what is next", () =>
  withSmallReport(async (project) => {
    await project.write(longSearch);
    const args = "--engine slurm --profile long --shards 2 --time 60 --no-timing";
    const { lines } = await run(project, args);
    assert.is(
      lines[0],
      "searches: 0 of 1 have chosen; this round: 2 runs, 2.0 s on one core, longest shard 1.0 s",
    );
    const read = (name: string) => project.read(`.cache/cluster/long/${name}.sh`);
    assert.match(
      await read("tune"),
      'npm run tune -- --profile long --shard "$SLURM_ARRAY_TASK_ID/2" --jobs 1',
    );
    const next = await read("next");
    assert.match(
      next,
      /npm run tune -- --profile long --stored\nnpm run cluster -- .*--submit --after [0-9a-f]{64}$/m,
    );
    assert.match(next, `${args} --submit`);
    assert.match(await read("submit"), /"\S*tune\.sh".*\n.*--dependency="afterany:\$job" "\S*next\.sh"/);

    // The same runs are missing as before the round: it has failed, and another would too.
    const after = /--after (\w+)/.exec(next)?.[1];
    const again = await run(project, `${args} --after ${after}`);
    assert.is(again.code, 1);
    assert.match(again.lines.join("\n"), "error: the last round stored none of its 2 runs");

    for (const line of ["--shard 1/2", "--shard 2/2", "--stored"])
      await runCommand(tune, `--profile long ${line}`.split(" "), project.effects);
    const done = await run(project, "status --profile long");
    assert.not.ok(
      done.lines.some((line) => line.startsWith("searches:")),
      "all have chosen",
    );
  }));

test("without sbatch the jobs are written, and the message says that they were not submitted", () =>
  withSmallReport(async (project) => {
    const missing = async () => ({ code: 127, output: "submit.sh: line 3: sbatch: command not found\n" });
    const effects = { ...project.effects, run: missing };
    const { code, lines } = await run({ ...project, effects }, "--engine slurm --submit");
    assert.is(code, 1);
    assert.ok(
      lines.some((line) => line.startsWith("error: the jobs were not submitted: submit.sh")),
      lines.join("\n"),
    );
    assert.match(await project.read(".cache/cluster/default/submit.sh"), "sbatch");
  }));

test.run();

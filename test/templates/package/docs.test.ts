/** The package's documentation is true: a reader who follows it step by step gets what it says. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { studentTQuantile } from "../../../experiments/kit/stats/intervals.ts";
import { newSlide } from "../../../scripts/new.ts";
import { newReport } from "../../../scripts/new-report.ts";
import { packageFiles } from "../../../scripts/pack.ts";
import { site } from "../../../scripts/site.ts";
import { parseSlideFile } from "../../../scripts/slides/slide-file.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { build } from "../../helpers/build.ts";
import { effects } from "../../helpers/fixture.ts";
import { reportIn, withInstalled } from "../../helpers/installed.ts";
import { type Project, repository } from "../../helpers/project.ts";

const test = suite("the package's documentation");

const read = (name: string): string => readFileSync(join(repository, "templates", "package", name), "utf8");

interface Block {
  readonly language: string;
  readonly text: string;
  /** The file that the text before the block names last. */
  readonly file: string;
}

function blocksOf(text: string): readonly Block[] {
  const parts = text.split(/^```/m);
  return parts.flatMap((part, index) => {
    if (index % 2 === 0) return [];
    const named = [...(parts[index - 1] ?? "").matchAll(/`((?:experiments|test)\/[^`\s]+\.(?:ts|md))`/g)];
    const end = part.indexOf("\n");
    return [{ language: part.slice(0, end), text: part.slice(end + 1), file: named.at(-1)?.[1] ?? "" }];
  });
}

type Step = (args: readonly string[], report: Project) => Promise<readonly string[]>;

const inFolder = async (report: Project, program: string, ...args: readonly string[]) => {
  await promisify(execFile)(program, args, { cwd: report.root });
  return [];
};

/** What the scripts of the report's package.json do. Each returns what it prints. */
const steps: Readonly<Record<string, Step>> = {
  async build(args, report) {
    const { code, lines } = await build(report, args.join(" "));
    assert.is(code, 0, lines.join("\n"));
    return lines;
  },
  check: (_, report) =>
    inFolder(report, process.execPath, join(repository, "node_modules/typescript/bin/tsc")),
  async test(_, report) {
    const { scripts } = JSON.parse(await report.read("package.json"));
    return inFolder(report, "sh", "-c", scripts.test);
  },
  async new(args, { effects, terminal }) {
    assert.is(await runCommand(newSlide, args, effects), 0, terminal.lines.join("\n"));
    return [];
  },
  async site(args, { effects, terminal }) {
    assert.is(await runCommand(site, args, effects), 0, terminal.lines.join("\n"));
    return [];
  },
};

/** What the lines of a shell block print. A project of a test is a commit already. */
async function typed(text: string, report: Project): Promise<readonly string[]> {
  let printed: readonly string[] = [];
  for (const line of text.trim().split("\n")) {
    if (/^git (?:init|add|commit)\b/.test(line)) continue;
    const [, name = "", args = ""] = /^npm (?:run )?([a-z]+)(?: -- (.+))?$/.exec(line) ?? [];
    const step = steps[name];
    assert.ok(step !== undefined, line);
    printed = [...printed, ...(await step(args.split(" "), report))];
  }
  return printed;
}

async function edit(report: Project, file: string, from: string, to: string): Promise<void> {
  const path = `experiments/03-pivots/${file}`;
  const text = await report.read(path);
  assert.ok(text.includes(from));
  await report.write({ [path]: text.replace(from, to) });
}

test("who follows the tutorial has an own claim on a page that is ready for publication", () =>
  withInstalled(async (project) => {
    assert.is(await runCommand(newReport, ["my-report"], project.effects), 0);
    const report = await reportIn(project, "my-report");
    let printed: readonly string[] = [];
    const written: string[] = [];
    for (const { language, text, file } of blocksOf(read("docs/tutorial.md"))) {
      if (language === "sh") printed = await typed(text, report);
      else if (language === "text") assert.ok(printed.includes(text.trimEnd()), `${text} is not printed`);
      else {
        written.push(file);
        await report.write({ [file]: text });
      }
    }
    const own = ["slide.md", "pivots.run.ts", "experiment.ts", "results.ts"];
    const places = own.map((name) => `experiments/03-pivots/${name}`);
    assert.equal(written, [...places, "test/pivots.test.ts"]);
    const page = await report.read("out.site/slides/03-pivots/index.html");
    assert.match(page, "A better pivot saves comparisons");
    // What it says of further builds.
    const ran = async () => (await build(report)).ran.length;
    await edit(report, "slide.md", "than: 1.05", "than: 1.01");
    await edit(report, "pivots.run.ts", "/** Quicksort", "/** Sorting");
    assert.is(await ran(), 0);
    await edit(report, "pivots.run.ts", "numbers.length < 2", "numbers.length <= 1");
    assert.is(await ran(), 16);
    await edit(report, "experiment.ts", "default: { size: 1000", "default: { size: 500");
    assert.is(await ran(), 16);
  }));

const rules = read("docs/rules.md");

/** A slide with this in its front matter. */
const slideWith = (frontMatter: string): string =>
  `---\ntitle: A title\n${frontMatter}\n---\n\n:::deck\nTwice the step size needs half of the steps.\n:::\n`;

test("each rule of its table and each block of front matter is one that a slide may have", () => {
  const shown = [...rules.matchAll(/`(\{ kind: [^`]+\})`/g)].map(([, rule]) => rule ?? "");
  assert.ok(shown.length >= 8);
  for (const rule of shown) {
    const list = rule.includes("exact") ? "checks" : "claims";
    const text = slideWith(`${list}:\n  - id: one\n    quote: "Twice"\n    metric: steps\n    rule: ${rule}`);
    const { claims, checks } = parseSlideFile(text, "slide.md");
    assert.is(claims.length + checks.length, 1, rule);
  }
  for (const { language, text } of blocksOf(rules)) {
    if (language === "yaml")
      assert.is(parseSlideFile(slideWith(text.trimEnd()), "slide.md").checks.length, 1);
  }
});

test("its example of outcomes gives the outcomes in its comments", async () => {
  const [block] = blocksOf(rules).filter(({ language }) => language === "ts");
  const calls = [...(block?.text ?? "").matchAll(/^(outcomeOf\(.+\)); \/\/ ("\w+")$/gm)];
  assert.is(calls.length, 4);
  const checks = calls.map(([, call, outcome]) => `if (${call} !== ${outcome}) throw new Error(${outcome});`);
  await withInstalled(async ({ write, effects, root }) => {
    await write({ "example.ts": `${block?.text}\n${checks.join("\n")}\nexport const ended = true;` });
    assert.ok((await effects.load(join(root, "example.ts"))).ended);
  });
});

test("its table of half-widths is that of Student's distribution", () => {
  const rows = [...rules.matchAll(/^\| (\d+) \| ([\d.]+) \*s\* \|$/gm)];
  assert.ok(rows.length >= 5);
  for (const [, seeds, factor = ""] of rows) {
    const n = Number(seeds);
    assert.is((studentTQuantile(0.975, n - 1) / Math.sqrt(n)).toPrecision(2), Number(factor).toPrecision(2));
  }
});

test("every file that it links is in the package", async () => {
  const files = [...(await packageFiles(effects)).keys()];
  const documents = ["README.md", "docs/tutorial.md", "docs/rules.md"];
  const links = documents.flatMap((name) =>
    [...read(name).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => join(dirname(name), link ?? "")),
  );
  assert.ok(links.length > 5);
  // A link may lead to a folder.
  for (const link of links)
    assert.ok(
      files.some((file) => file === link || file.startsWith(link)),
      link,
    );
});

test.run();

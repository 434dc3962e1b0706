import { mkdir, readdir, readlink, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DevState } from "../../scripts/dev/state.ts";
import { startBrowser } from "../helpers/browser.ts";
import { filesOf } from "../helpers/build.ts";
import { type DevProject, type DevSession, edit, edited, openDevProject } from "../helpers/dev-session.ts";
import { smallReport } from "../helpers/small-report.ts";

const SLIDE = "experiments/01-one/slide.md";
const RESULTS = "experiments/01-one/results.ts";
const WORDS = "experiments/01-one/words.ts";
const MEAN = '{{finding "mean"}}';
const STYLE = "templates/styles/base.css";
const STUDY = "slides/01-one/index.html";

interface Context {
  readonly dev: DevProject;
  readonly session: DevSession;
}

const test = suite<Partial<Context>>("npm run dev");

test.before(async (context) => {
  const dev = await openDevProject({
    [WORDS]: 'export const seedTitle = "the seed";\n',
    [RESULTS]: `import { seedTitle } from "./words.ts";\n${edited(
      smallReport[RESULTS],
      'x: { field: "seed", type: "quantitative" }',
      'x: { field: "seed", type: "quantitative", title: seedTitle }',
    )}`,
    "out/notes.txt": "mine",
  });
  const session = await dev.start();
  await session.after(
    () => session.type("r"),
    ({ missing }) => missing.count === 0,
  );
  Object.assign(context, { dev, session });
});

test.after(async ({ dev }) => dev?.close());

/** A test with the project and a session in which all trials have run. */
function check(name: string, body: (context: Context) => Promise<void>): void {
  test(name, async ({ dev, session }) => {
    assert.ok(dev !== undefined && session !== undefined);
    await body({ dev, session });
  });
}

const isBuilt = ({ failure }: DevState) => failure === null;
const isFailed = ({ failure }: DevState) => failure !== null;

/** Makes a mistake, and then mends it; returns what the pages say of it. */
async function failureOf({ dev, session }: Context, path: string, from: string, to: string): Promise<string> {
  const { failure } = await session.after(() => edit(dev, path, from, to), isFailed);
  await session.says(`error: ${failure}`);
  await session.after(() => edit(dev, path, to, from), isBuilt);
  return failure ?? "";
}

check(
  "a save of prose, a figure, a module or a style changes the files that show it, and no others",
  async ({ dev, session }) => {
    const { after, page } = session;
    const changedBy = async (...[path, from, to]: [string, string, string]) => {
      const { changed, build } = await after(() => edit(dev, path, from, to), isBuilt);
      return Object.keys(changed).filter((name) => changed[name] === build);
    };
    const byProse = await changedBy(SLIDE, "The mean is", "On average it is");
    assert.match(await page(STUDY), "On average it is");
    assert.ok(byProse.includes(STUDY) && !byProse.includes("slides/03-three/index.html"), byProse.join());
    await changedBy(
      RESULTS,
      'field: "value", type: "quantitative"',
      'field: "value", type: "quantitative", title: "gain of a run"',
    );
    assert.match(await page(STUDY), "gain of a run");
    await changedBy(WORDS, "the seed", "a seed of ours");
    assert.match(await page(STUDY), "a seed of ours");
    assert.equal(await changedBy(STYLE, ":root {", ":root { --of-a-test: 1px;"), ["assets/report.css"]);
    assert.match(await page("assets/report.css"), "--of-a-test");
  },
);

check("what a slide's code prints is printed", async ({ dev, session }) => {
  const print = 'console.log("printed", { by: "words" });';
  await session.after(() => edit(dev, WORDS, "export", `${print}\nexport`), isBuilt);
  await session.says("printed { by: 'words' }");
});

check(
  "a mistake is reported with file and line until it is mended, and the pages stay as they were",
  async (context) => {
    const before = await context.session.page("index.html");
    const mistakes = [
      [SLIDE, '{{finding "mean"}}', '{{finding "maen"}}', /01-one\/slide\.md:\d+: unknown finding: maen/],
      [RESULTS, "estimates: (", "estimates: ((", /01-one\/results\.ts:\d+: /],
      [
        RESULTS,
        ", 0) / values.length",
        ", 0) / nothing.length",
        /01-one\/results\.ts:\d+: findings\(\) failed: nothing is not defined/,
      ],
      ["templates/study.hbs", "{{> ", "{{> no-such-", /study\.hbs/],
      [
        WORDS,
        'export const seedTitle = "',
        'process.exit(3); export const seedTitle = "',
        /exited with code 3/,
      ],
    ] as const;
    for (const [path, from, to, expected] of mistakes) {
      assert.match(await failureOf(context, path, from, to), expected);
    }
    const strip = (html: string) => html.replace(/data-build="\d+"/, "");
    assert.is(strip(await context.session.page("index.html")), strip(before));
  },
);

check("what the build would fail with in a text is reported until it is mended", async ({ dev, session }) => {
  const told = ({ problems }: DevState) => problems.length > 0;
  const { problems } = await session.after(() => edit(dev, SLIDE, MEAN, `${MEAN} after 30 steps`), told);
  assert.match(problems.join(), /01-one\/slide\.md:\d+: number typed by hand: “30 steps”/);
  await session.after(
    () => edit(dev, SLIDE, `${MEAN} after 30 steps`, MEAN),
    (state) => !told(state),
  );
});

check(
  "editors may replace, delete and create files, and a new folder is a new slide",
  async ({ dev, session }) => {
    const { project } = dev;
    const place = (path: string) => join(project.root, path);
    const text = await project.read(SLIDE);
    await session.after(async () => {
      await project.write({ "experiments/01-one/.slide.md.new": text.replace("The first", "Replaced") });
      await rename(place("experiments/01-one/.slide.md.new"), place(SLIDE));
    }, isBuilt);
    assert.match(await session.page(STUDY), "Replaced");
    const { failure } = await session.after(() => rm(place(SLIDE)), isFailed);
    assert.match(failure ?? "", `missing file: ${SLIDE}`);
    await session.after(() => project.write({ [SLIDE]: text }), isBuilt);
    assert.match(await session.page(STUDY), "The first");

    const added = "experiments/04-four/slide.md";
    await session.after(
      async () => {
        await mkdir(place(dirname(added)));
        await project.write({
          [added]: "---\ntitle: The fourth\n---\n\n:::deck\nWords.\n:::\n\nOur words.\n",
        });
      },
      ({ changed }) => "slides/04-four/index.html" in changed,
    );
    assert.match(await session.page("slides/04-four/index.html"), "Our words.");
    // A save that changes nothing of the report is followed by the next one.
    await session.after(() => edit(dev, added, "Our words.", "Other words."), isBuilt);
    assert.match(await session.page("slides/04-four/index.html"), "Other words.");
    await session.after(() => rm(place(dirname(added)), { recursive: true }), isBuilt);
  },
);

check(
  "a page keeps its place and its open parts over a save, and shows a mistake as text",
  async ({ dev, session }) => {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 900, height: 300 } });
      await page.goto(`${session.address}${STUDY}`);
      const top = () =>
        page.evaluate<number>("document.querySelector('main h2').getBoundingClientRect().top");
      const isOpen = () => page.evaluate<boolean>("document.querySelector('main details').open");
      await page.evaluate("document.querySelector('main details').open = true; scrollTo(0, 400)");
      assert.ok((await page.evaluate<number>("scrollY")) > 100);
      const before = await top();
      await edit(dev, SLIDE, "Points over seeds.", "Points over some seeds.");
      await page.locator("text=Points over some seeds.").first().waitFor({ state: "attached" });
      await page.waitForLoadState("load");
      assert.ok(await isOpen());
      assert.ok(Math.abs((await top()) - before) < 2, `${before} became ${await top()}`);

      const markup = "<img src=x onerror=alert(1)>";
      await edit(dev, SLIDE, '{{finding "mean"}}', `{{finding "${markup}"}}`);
      await page.locator(".dev-panel", { hasText: `unknown finding: ${markup}` }).waitFor();
      assert.is(await page.locator(".dev-panel img").count(), 0);
      await edit(dev, SLIDE, `{{finding "${markup}"}}`, '{{finding "mean"}}');
      await page.locator(".dev-panel").waitFor({ state: "detached" });
    } finally {
      await browser.close();
    }
  },
);

check(
  "missing trials are named and run when asked, or by themselves in the quick profile",
  async ({ dev }) => {
    const EXPERIMENT = "experiments/02-two/experiment.ts";
    await edit(dev, EXPERIMENT, "[1, 2, 3]", "[1, 2, 31]");
    const session = await dev.start();
    const { missing } = await session.state(() => true);
    assert.equal([missing.slides, missing.areRunning], [["02-two"], false]);
    await session.says("missing: 2 trials of 02-two; press r and Enter to run them");
    const { build } = await session.after(
      () => session.type("r"),
      (state) => state.missing.count === 0,
    );
    assert.ok(build > 1);
    assert.match(await session.page("slides/02-two/index.html"), 'data-explore="02-values"');
    await session.stop();
    const quick = await dev.start(["--profile", "quick", "--only", "2"]);
    await quick.state((state) => state.missing.count === 0);
    assert.match(await quick.page("index.html"), "quick build");
    await quick.stop();
    await edit(dev, EXPERIMENT, "[1, 2, 31]", "[1, 2, 3]");
  },
);

check("Ctrl-C ends the command and its processes, and the output folder is as it was", async ({ dev }) => {
  const { project } = dev;
  const processes = async () => {
    const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const folders = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => "")));
    return ids.filter((_, index) => folders[index] === project.root);
  };
  const before = await processes();
  const session = await dev.start();
  const own = (await processes()).filter((id) => !before.includes(id));
  assert.ok(own.length >= 2, "the server and the build process");
  const said = session.says("stopped: nothing was written to the output folder");
  assert.is(await session.stop(), 130);
  await said;
  // The system tells nobody of the end of a process that another has started.
  while ((await processes()).some((id) => own.includes(id))) await sleep(20);
  assert.equal([...(await filesOf(project))], [["notes.txt", "mine"]]);
});

test.run();

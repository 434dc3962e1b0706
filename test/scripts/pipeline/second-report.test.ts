/** The generator builds the report of another group, on another subject, and brings nothing of this report's subject along. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { build, filesOf } from "../../helpers/build.ts";
import { exampleFiles } from "../../helpers/example.ts";
import { reportIn, withInstalled } from "../../helpers/installed.ts";
import { repository } from "../../helpers/project.ts";
import { speaking } from "../../helpers/subject.ts";

const test = suite("a second report");

const isText = (name: string): boolean => !/\.(?:pdf|png|zip|woff2|wasm|bin)$/.test(name);

test("a report with the generator installed is built, and says nothing of this one's subject", () =>
  withInstalled(async (project) => {
    const report = await reportIn(project, "averages");
    await report.write({ ...(await exampleFiles()), "package.json": '{"name":"averages","type":"module"}' });
    const { code, lines, ran } = await build(report, "--profile quick");
    assert.is(code, 0, lines.join("\n"));
    assert.ok(ran.length > 10);
    const out = await filesOf(report);
    const texts = [...out].filter(([name]) => isText(name));
    assert.ok(texts.length > 30);
    assert.equal(speaking(texts), []);
    const study = Buffer.from(out.get("slides/03-light/index.html") ?? "", "latin1").toString();
    assert.match(study, "The pamphlet says");
    assert.match(study, "Averages, measured");
    assert.not.match(study, /\bdeck\b(?!["-])/);
    assert.match(study, "Run it here");
    assert.match(String(out.get("live/data.txt")), "By: A. A. Michelson");
    assert.match(String(out.get("figures/report.bib")), "@misc{averages-measured-");
    const drawn = ["01-curves", "01-bars", "01-deck", "02-losses", "02-map", "02-factors", "03-groups"];
    for (const figure of drawn) assert.match(String(out.get(`figures/${figure}.svg`)), "<svg");
  }));

async function textsIn(folder: string): Promise<[string, string][]> {
  const entries = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(repository.length));
  return Promise.all(
    paths.map(
      async (path): Promise<[string, string]> => [path, await readFile(join(repository, path), "utf8")],
    ),
  );
}

test("neither do the generator's code and templates", async () => {
  const generator = [...(await textsIn("scripts")), ...(await textsIn("templates"))];
  assert.ok(generator.length > 200);
  assert.equal(speaking(generator), []);
});

test.run();

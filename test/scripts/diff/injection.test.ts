/** Texts of a report are text wherever they are shown, whatever they hold. */
import { stripVTControlCharacters } from "node:util";
import MarkdownIt from "markdown-it";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkPage } from "../../../scripts/checks/check-page.ts";
import { scanHtml, scanPages } from "../../../scripts/checks/scan-html.ts";
import { filesOf } from "../../helpers/build.ts";
import { runDiff, withTwoReports } from "../../helpers/compared-reports.ts";
import type { Project } from "../../helpers/project.ts";
import { smallReport } from "../../helpers/small-report.ts";
import { INJECTED, liveMarkup } from "../../torture/judge.ts";

const test = suite("injected markup");

const attack = `<script>${INJECTED}</script><img id=${INJECTED} onerror=x src=y>`;
const breaks = "````` | [link](javascript:x) @someone #1 ![image](https://example.org/x.png)";

const slide = "experiments/01-one/slide.md";
const files = {
  [slide]: smallReport[slide]
    .replace("The mean is", `Text \`${attack}\` and \`\`\`\`\`\` ${breaks.slice(6)} \`\`\`\`\`\` is`)
    .replace("a value", "'a | metric `<b>`'"),
};

/** Puts hostile texts into the records of the report in out/, as another program might. */
async function spoilRecords({ read, write }: Project) {
  const [first, second] = ["out/slides/01-one/record.json", "out/slides/02-two/record.json"] as const;
  const [one, two] = [JSON.parse(await read(first)), JSON.parse(await read(second))];
  one.verdict = `${attack} ${breaks}`;
  two.findings[0].unit = `\u001b[2J\u0007nats\n# heading ${attack}`;
  two.claims[0].outcome = "`|` <!-- \u202e";
  await write({ [first]: JSON.stringify(one), [second]: JSON.stringify(two) });
}

/** What a reader sees, without the spaces at which the scanner joins its parts. */
const seenIn = (html: string): string => scanHtml(html).visibleText.replaceAll(" ", "");

test("in the terminal, in Markdown and on the page, markup and control characters of a report are text", () =>
  withTwoReports(files, async (project) => {
    await spoilRecords(project);
    const { text } = await runDiff(project, "--against before --out page");
    assert.is(stripVTControlCharacters(text), text);
    for (const steering of ["\u0007", "\u202e"]) assert.not.ok(text.includes(steering));
    assert.match(text, attack);

    const pages = await filesOf(project, "page");
    const html = pages.get("index.html") ?? "";
    assert.equal(liveMarkup(html), []);
    assert.equal(scanPages(pages).flatMap(checkPage), []);
    assert.match(seenIn(html), attack.replaceAll(" ", ""));

    const markdown = (await runDiff(project, "--against before --format markdown")).text;
    const rendered = new MarkdownIt({ html: true, linkify: true }).render(markdown);
    assert.equal(liveMarkup(rendered), []);
    const names = new Set(scanHtml(rendered).tags.map(({ name }) => name));
    for (const name of ["a", "img", "script", "b", "h1"]) assert.not.ok(names.has(name), name);
    // Each row has the four cells of its table.
    const rows = scanHtml(rendered).tags.filter(({ name }) => name === "tr");
    const cells = scanHtml(rendered).tags.filter(({ name }) => /^t[hd]$/.test(name));
    assert.is(cells.length, 4 * rows.length);
    assert.match(seenIn(rendered), attack.replaceAll(" ", ""));
  }));

test.run();

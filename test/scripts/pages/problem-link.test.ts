import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import type { Citation } from "../../../scripts/record/record.ts";
import { buildFixture, effects, effectsWith } from "../../helpers/fixture.ts";

const test = suite("links to report a problem");

/** The links of the pages of a report whose CITATION.cff has these lines, by page. */
async function linksWith(more: string): Promise<Readonly<Record<"index" | "study", readonly string[]>>> {
  const { disk } = effects;
  const maybeText: typeof disk.maybeText = async (file) => {
    const text = await disk.maybeText(file);
    return file.endsWith("CITATION.cff") ? `${text}${more}` : text;
  };
  const { files } = await buildFixture("default", effectsWith({ disk: { ...disk, maybeText } }));
  const linksOf = (file: string) =>
    scanHtml(String(files.get(file)))
      .tags.filter(({ name, text }) => name === "a" && text === "Report a problem")
      .map(({ attributes }) => attributes.get("href") ?? "");
  return { index: linksOf("index.html"), study: linksOf("slides/09-training-stability/index.html") };
}

const issueOf = (link = "") => {
  const { origin, pathname, searchParams } = new URL(link);
  return { address: origin + pathname, title: searchParams.get("title"), body: searchParams.get("body") };
};

test("without repository-code there are none", async () => {
  assert.equal(await linksWith(""), { index: [], study: [] });
});

test("on GitHub, the foot of a page and each claim of a study open an issue with claim, version, commit and place", async () => {
  const { index, study } = await linksWith(
    "repository-code: https://github.com/owner/report.git\nurl: https://owner.github.io/report\n",
  );
  assert.is(index.length, 1);
  assert.is(study.length, 3);
  const [claim = "", , foot = ""] = study;
  const { address, title, body } = issueOf(claim);
  assert.is(address, "https://github.com/owner/report/issues/new");
  assert.is(title, "Slide 9: the loss falls more slowly with LoRA");
  const text = body?.replaceAll("\u00a0", " ") ?? "";
  assert.match(text, "Claim: the loss falls more slowly with LoRA: supported.");
  assert.match(text, "version 0.1.0, commit 0123456789abcdef0123456789abcdef01234567, default profile");
  assert.match(
    text,
    "Place: https://owner.github.io/report/slides/09-training-stability/#slide-09-claim-slower",
  );
  assert.match(issueOf(foot).body ?? "", /Place: \S+\/slides\/09-training-stability\/$/);
  assert.not.match(issueOf(foot).body ?? "", "Claim:");
  assert.match(issueOf(index[0]).body ?? "", /Place: https:\/\/owner\.github\.io\/report\/$/);
});

test("for another host they lead to the repository; an address without https is no link", async () => {
  const repository: NonNullable<Citation["repository"]> = "https://git.example.org/owner/report";
  const { index, study } = await linksWith(`repository-code: ${repository}\n`);
  assert.equal([...new Set([...index, ...study])], [repository]);
  assert.equal(await linksWith("repository-code: http://git.example.org/report\n"), { index: [], study: [] });
});

test.run();

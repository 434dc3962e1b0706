import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { report as entry } from "../../experiments/report/report.ts";
import { scanHtml, titleOf } from "../../scripts/checks/scan-html.ts";
import { markedJson } from "../../scripts/record/manifest.ts";
import { addressWarning, makeSite, parseSiteUrl, site, warningOf } from "../../scripts/site.ts";
import { readCitation } from "../../scripts/slides/read-citation.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { answer, serve } from "../../scripts/system/serve-folder.ts";
import { build, filesOf, withSmallReport } from "../helpers/build.ts";
import { buildDeckOf, longTakeaway } from "../helpers/fixture.ts";
import { createMemoryDisk } from "../helpers/memory-effects.ts";
import { mistakeOf } from "../helpers/mistakes.ts";
import { completeProject, type Project, repository, smallIdentity, withProject } from "../helpers/project.ts";
import { readWorkflow } from "../helpers/workflows.ts";

const test = suite("published site");

const siteUrl = "https://owner.github.io/report/";
const publish = ({ effects }: Project) => makeSite({ siteUrl, from: "out", out: "out.site" }, effects);

test("an address ends in a slash, and anything else is refused", async () => {
  assert.is(parseSiteUrl("https://owner.github.io/report"), siteUrl);
  assert.is(parseSiteUrl(siteUrl), siteUrl);
  for (const wrong of ["owner.github.io", "ftp://owner.github.io/", `${siteUrl}?page=1`]) {
    assert.match(await mistakeOf(() => parseSiteUrl(wrong)), /invalid --site-url/);
  }
  assert.match(await mistakeOf(() => parseSiteUrl(undefined)), /missing --site-url/);
});

/** The values of the elements of a page's head that name it where it is shared, by property or name. */
function sharedAs(html: string): ReadonlyMap<string, string> {
  const page = scanHtml(html);
  const canonical = page.tags.find(({ attributes }) => attributes.get("rel") === "canonical");
  const entries = page.tags.flatMap(({ attributes }): [string, string][] => {
    const key = attributes.get("property") ?? attributes.get("name");
    return key === undefined ? [] : [[key, attributes.get("content") ?? ""]];
  });
  return new Map([
    ...entries,
    ["canonical", canonical?.attributes.get("href") ?? ""],
    ["title", titleOf(page) ?? ""],
  ]);
}

/** Asserts the tags that Google Scholar and Zotero read. */
function isCitable(shared: ReadonlyMap<string, string>, address: string): void {
  assert.is(shared.get("citation_title"), shared.get("title"));
  assert.is(shared.get("citation_author"), shared.get("author"));
  assert.is(shared.get("citation_publication_date"), "2026/01/01");
  assert.is(shared.get("citation_pdf_url"), `${siteUrl}report.pdf`);
  assert.is(shared.get("citation_fulltext_html_url"), address);
}

/** Asserts that search engines list the study in place of the page with a figure of slide 1 alone. */
function belongsToStudy(embed = ""): void {
  const shared = sharedAs(embed);
  assert.is(shared.get("canonical"), `${siteUrl}slides/01-one/`);
  assert.is(shared.get("robots"), "noindex");
}

/** Asserts that the crate has each file of the site but itself, with its SHA-256. */
function describesFiles(site: ReadonlyMap<string, string>): void {
  const crate: { readonly "@graph": readonly Readonly<Record<string, string>>[] } = JSON.parse(
    site.get("ro-crate-metadata.json") ?? "",
  );
  const described = crate["@graph"].filter((entity) => entity["@type"] === "File");
  assert.equal(
    described.map((entity) => entity["@id"]),
    [...site.keys()].filter((file) => file !== "ro-crate-metadata.json").sort(),
  );
  for (const { "@id": file = "", sha256 } of described) {
    const content = Buffer.from(site.get(file) ?? "", "latin1");
    assert.is(sha256, createHash("sha256").update(content).digest("hex"), file);
  }
}

test("a complete report is copied with addresses, card, sitemap and 404 page, and nothing else changes", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    await publish(project);
    const [report, site] = [await filesOf(project, "out"), await filesOf(project, "out.site")];
    const added = [...site.keys()].filter((name) => !report.has(name)).sort();
    const names = "404.html assets/card.png codemeta.json ro-crate-metadata.json sitemap.xml";
    assert.equal(added, names.split(" "));
    const changed = [...report].filter(([name, content]) => site.get(name) !== content).map(([name]) => name);
    const listed = (folder: typeof site) => JSON.parse(folder.get("manifest.json") ?? "").files;
    assert.equal(listed(report), [...report.keys()].sort());
    assert.equal(listed(site), [...site.keys()].sort());
    const addresses = {
      "checklist.html": "checklist.html",
      "index.html": "",
      "present.html": "present.html",
      "slides/01-one/index.html": "slides/01-one/",
      "slides/02-two/index.html": "slides/02-two/",
      "slides/03-three/index.html": "slides/03-three/",
    };
    assert.equal(
      changed.filter((name) => name !== "manifest.json" && !name.startsWith("embed/")),
      Object.keys(addresses),
    );
    belongsToStudy(site.get("embed/01-values.html"));
    for (const [file, address] of Object.entries(addresses)) {
      const shared = sharedAs(site.get(file) ?? "");
      assert.is(shared.get("canonical"), siteUrl + address);
      assert.is(shared.get("og:url"), siteUrl + address);
      assert.is(shared.get("og:title"), shared.get("title"));
      assert.is(shared.get("og:description"), shared.get("description"));
      assert.is(shared.get("og:site_name"), smallIdentity.title);
      assert.is(shared.get("og:image"), `${siteUrl}assets/card.png`);
      assert.is(shared.get("twitter:card"), "summary_large_image");
      isCitable(shared, siteUrl + address);
      assert.equal([shared.get("author")], (await readCitation(project.effects)).authors);
    }
    describesFiles(site);
    const inSitemap = [...(site.get("sitemap.xml") ?? "").matchAll(/<loc>(.*?)<\/loc><lastmod>2026-01-01</g)];
    assert.equal(
      new Set(inSitemap.map(([, address]) => address)),
      new Set(Object.values(addresses).map((address) => siteUrl + address)),
    );
    assert.not.match(report.get("index.html") ?? "", /owner\.github\.io/);
    assert.match(site.get("404.html") ?? "", `href="${siteUrl}assets/report.css"`);
    const card = Buffer.from(site.get("assets/card.png") ?? "", "latin1");
    assert.equal([card.readUInt32BE(16), card.readUInt32BE(20)], [1200, 630]);
    await publish(project);
    assert.equal(await filesOf(project, "out.site"), site);
  }));

test("what was added to the published folder by hand stays, and is named", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    await publish(project);
    await project.write({ "out.site/CNAME": "report.example.org", "out.site/.nojekyll": "" });
    project.terminal.lines.length = 0;
    await publish(project);
    assert.is(await project.read("out.site/CNAME"), "report.example.org");
    assert.is(await project.read("out.site/.nojekyll"), "");
    assert.equal(project.terminal.lines, ["kept in out.site, not part of the report: .nojekyll, CNAME"]);
  }));

test("a quick or partial build, and uncommitted changes, are refused with the reason, and nothing is written", () =>
  withSmallReport(async (project) => {
    const refused = () => mistakeOf(() => publish(project));
    assert.match(await refused(), /no report in out: it has no report\.json/);
    await build(project, "--profile quick");
    assert.match(await refused(), /quick build/);
    await build(project, "--no-timing");
    assert.match(await refused(), /partial/);
    await build(project);
    const record = await project.read("out/report.json");
    await project.write({ "out/report.json": record.replace("0123456789abcdef", "0123456789abcdef-dirty") });
    assert.match(await refused(), /uncommitted changes/);
    await project.write({ "out/report.json": JSON.stringify({ ...JSON.parse(record), schema: 3 }) });
    assert.match(await refused(), /report\.json has version 3 of the format, not 2/);
    assert.is(await project.effects.disk.kind(join(project.root, "out.site")), "none");
  }));

test("a shared link says what its page found and what the report answers; without https it works, with a warning", () =>
  withProject({}, async (project) => {
    const { files } = await buildDeckOf(2);
    const manifest = markedJson({ partial: false, commit: "0123456789abcdef", verdicts: { given: true } });
    const disk = project.effects.disk;
    for (const [file, content] of [
      ...files,
      ["manifest.json", manifest] as const,
      ["run.json", "{}"] as const,
    ]) {
      await disk.write(join(project.root, "out", file), content);
    }
    await completeProject(project);
    const code = await runCommand(site, ["--site-url", "http://example.org/"], project.effects);
    assert.equal(project.terminal.lines, [
      `warning: ${warningOf("http://example.org/")}`,
      `warning: ${addressWarning("http://example.org/", {})}`,
      `${join(project.root, "out.site")} is ready for http://example.org/`,
    ]);
    assert.is(code, 0);
    const study = sharedAs(await project.read("out.site/slides/02-slide/index.html"));
    assert.is(study.get("og:title"), `2 ${longTakeaway.slice(0, -1)} · ${entry.identity.title}`);
    assert.is(study.get("og:description"), longTakeaway);
    assert.is(study.get("og:image"), "http://example.org/assets/card.png");
    const answer = /^LoRA falls behind full training\. It ends higher by 0\.120.±.0\.030.nats full training/;
    assert.match(study.get("og:image:alt") ?? "", answer);
  }));

test("a missing or another address in CITATION.cff is said, with what to write", () => {
  assert.match(
    addressWarning(siteUrl, {}) ?? "",
    `CITATION.cff has no url, so citations and figures do not name ${siteUrl}; write url: ${siteUrl} there`,
  );
  assert.match(
    addressWarning(siteUrl, { url: "https://example.org" }) ?? "",
    "another url, https://example.org,",
  );
  assert.is(addressWarning(siteUrl, { url: siteUrl }), undefined);
  assert.is(addressWarning(siteUrl, { url: siteUrl.slice(0, -1) }), undefined);
});

test("an address that is not https has a warning, unless it is on this machine", () => {
  assert.is(
    warningOf("http://example.org/report/"),
    "http://example.org/report/ is not https, so browsers will not repeat trials there",
  );
  for (const url of [siteUrl, "http://localhost:8080/", "http://127.0.0.1/", "http://[::1]:1/"]) {
    assert.is(warningOf(url), undefined);
  }
});

test("a copy over the report, within it or around it is refused, and so is a copy of a copy", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    const report = await filesOf(project, "out");
    const copy = (from: string, out: string) => makeSite({ siteUrl, from, out }, project.effects);
    for (const out of ["out", "./out/", "out/site"]) {
      const message = await mistakeOf(() => copy("out", out));
      assert.is(message, `invalid --out: ${out}; it overlaps the report's folder, out`);
    }
    assert.match(await mistakeOf(() => copy("out/figures", "out")), "it overlaps the report's folder");
    assert.equal(await filesOf(project, "out"), report);

    await copy("out", "out.site");
    const site = await filesOf(project, "out.site");
    assert.match(await mistakeOf(() => copy("out.site", "out.again")), "out.site is a published copy");
    assert.equal(await filesOf(project, "out.site"), site);
    assert.is(await project.effects.disk.kind(join(project.root, "out.again")), "none");
  }));

test("a copy with a broken link, or a file that the upload would drop, is refused, and nothing is written", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    await project.write({ "out/data/.notes": "hidden" });
    await project.effects.disk.remove(join(project.root, "out/figures/02-values.pdf"));
    const message = await mistakeOf(() => publish(project));
    assert.match(message, "slides/02-two/index.html: broken link: ../../figures/02-values.pdf");
    assert.match(message, "hidden file: data/.notes");
    assert.is(await project.effects.disk.kind(join(project.root, "out.site")), "none");
  }));

const folder = createMemoryDisk(
  new Map([
    ["/site/index.html", "the report"],
    ["/site/404.html", "not here"],
    ["/site/figures/a.svg", "<svg/>"],
    ["/secret.txt", "secret"],
  ]),
);
const get = (url: string) => answer(url, "/site", "/report/", folder);

test("the preview answers below its sub-path as Pages does, and never from outside its folder", async () => {
  const root = await get("/report/?a=b");
  assert.equal(
    [root.status, root.type, Buffer.from(root.body).toString()],
    [200, "text/html; charset=utf-8", "the report"],
  );
  assert.is((await get("/report/figures/a.svg")).type, "image/svg+xml");
  for (const url of [
    "/",
    "/index.html",
    "/report/none.html",
    "/report/%2e%2e/secret.txt",
    "/report/..%2fsecret.txt",
    "/report/%",
    "//[",
  ]) {
    const { status, type, body } = await get(url);
    assert.equal([status, type, body], [404, "text/html; charset=utf-8", "not here"], url);
  }
});

test("a folder requested without its slash is redirected, so that relative links work", async () => {
  for (const [url, location] of [
    ["/report", "/report/"],
    ["/report/figures", "/report/figures/"],
  ] as const) {
    const { status, location: other } = await get(url);
    assert.equal([status, other], [301, location]);
  }
  const bare = await answer("/nowhere", "/figures", "/report/", folder);
  assert.equal([bare.status, bare.type], [404, "text/plain; charset=utf-8"]);
});

test("the preview listens only on loopback", async () => {
  const server = await serve("/site", "/report/", 0, folder);
  try {
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    assert.is(address.address, "127.0.0.1");
    const response = await fetch(`http://127.0.0.1:${address.port}/report/`);
    assert.equal([response.status, await response.text()], [200, "the report"]);
  } finally {
    server.close();
  }
});

test("the workflow builds everything, makes and uploads the site with npm run site, and deploys in a separate job", () => {
  const {
    jobs: { build: job, release, deploy },
    permissions,
  } = readWorkflow("pages.yml");
  assert.ok(job !== undefined && deploy !== undefined);
  const runs = job.steps.flatMap(({ run }) => run ?? []);
  const ofRelease = runs.at(-1) ?? "";
  // What follows is about the site that was made.
  assert.equal(runs.slice(0, 5), [
    "npm ci",
    "npm run build",
    "npm run store -- prune",
    "bash .ci/editions",
    `npm run site -- --site-url "$SITE_URL" \${TAG:+--edition "\${TAG#edition-}"}`,
  ]);
  for (const file of ["site.tar.gz", "store.tar.gz", "report.pdf", "zenodo.json"])
    assert.match(ofRelease, file);
  const upload = job.steps.at(-1);
  assert.match(upload?.uses ?? "", /^actions\/upload-pages-artifact@/);
  assert.is(upload?.with?.path, "out.site");
  assert.equal(permissions, { contents: "read" });
  // Without this permission configure-pages cannot read the address.
  assert.equal(job.permissions, { contents: "read", pages: "read" });
  // Nothing that comes from a package runs with the right to write.
  assert.equal(release?.permissions, { contents: "write" });
  assert.equal(
    release?.steps.flatMap(({ run }) => run?.replace(/ release\/\*.*/, "") ?? []),
    ['gh release create "$TAG"'],
  );
  assert.equal(deploy.needs, ["build", "release"]);
  assert.equal(deploy.permissions, { pages: "write", "id-token": "write" });
  const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  for (const name of ["build", "site", "preview", "figures"]) assert.type(scripts[name], "string");
});

test.run();
